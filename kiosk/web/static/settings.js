/* Sends the forms of the settings and says what became of them. */
(function () {
  'use strict';

  const SAID = 'settings-said';
  const REFUSED = { no_release: 'Bản này không còn chờ ở đây. Xin tải lại trang.' };
  const message = document.getElementById('message');

  function tell(words, good) {
    message.textContent = words;
    message.className = good ? 'message good' : 'message trouble';
    window.scrollTo(0, 0);
  }

  function send(method, address, body, done) {
    fetch(address, {
      method: method,
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'kiosk' },
      body: body === null ? undefined : JSON.stringify(body),
    }).then(function (response) {
      if (response.status === 401) { window.location.assign('/'); return null; }
      if (response.status === 204) { done(null); return null; }
      return response.json().then(function (answer) {
        if (response.ok) { done(answer); } else { tell(REFUSED[answer.code] || 'Chưa lưu: ' + answer.error, false); }
      });
    }).catch(function () { tell('Chưa gửi được vì mất kết nối. Xin thử lại.', false); });
  }

  function leave(address, words) {
    sessionStorage.setItem(SAID, words);
    window.location.assign(address);
  }

  function list(text) {
    return text.split(',').map(function (part) { return part.trim(); }).filter(function (part) { return part !== ''; });
  }

  /* --- one table --- */

  function value(input) {
    switch (input.dataset.kind) {
      case 'flag': return input.checked;
      case 'number': return Number(input.value);
      case 'list': return list(input.value);
      case 'numbers': return list(input.value).map(Number);
      default: return input.value;
    }
  }

  function rowValues(row) {
    const values = {};
    Array.from(row.querySelectorAll('[data-name]')).forEach(function (input) {
      values[input.dataset.name] = value(input);
    });
    return values;
  }

  function save(form) {
    const rows = Array.from(form.querySelectorAll('.row')).filter(function (row) {
      return row.parentNode.id !== 'blank';
    });
    send('POST', '/api/settings/tables/' + form.dataset.table, { rows: rows.map(rowValues) }, function () {
      leave('/settings', 'Đã lưu vào bản nháp.');
    });
  }

  function add() {
    const blank = document.getElementById('blank').querySelector('.row').cloneNode(true);
    const rows = document.getElementById('rows');
    rows.appendChild(blank);
    blank.querySelector('[data-name]').focus();
  }

  /* --- a table from a file: it fills the form; what it changes is seen in the draft before it holds --- */

  function cells(text) {
    const rows = [];
    const form = /("(?:[^"]|"")*"|[^,\n]*)(,|\n|$)/g;
    let row = [];
    let found = form.exec(text);
    while (found !== null && form.lastIndex <= text.length) {
      const raw = found[1].trim();
      row.push(raw.charAt(0) === '"' ? raw.slice(1, -1).replace(/""/g, '"') : raw);
      if (found[2] !== ',') {
        if (row.join('') !== '') { rows.push(row); }
        row = [];
      }
      if (found[2] === '') { break; }
      found = form.exec(text);
    }
    return rows;
  }

  function fillIn(row, names, texts) {
    Array.from(row.querySelectorAll('[data-name]')).forEach(function (input) {
      const place = names.indexOf(input.dataset.name);
      if (place < 0) { return; }
      const text = texts[place] || '';
      if (input.dataset.kind === 'flag') {
        input.checked = ['1', 'true', 'yes', 'có', 'x'].indexOf(text.toLowerCase()) >= 0;
      } else {
        input.value = text.replace(/;/g, ', ');
      }
    });
  }

  function take(text) {
    const rows = cells(text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n'));
    const names = rows.shift() || [];
    const blank = document.getElementById('blank').querySelector('.row');
    const known = Array.from(blank.querySelectorAll('[data-name]')).map(function (input) { return input.dataset.name; });
    const strange = names.filter(function (name) { return known.indexOf(name) < 0; });
    if (rows.length === 0 || strange.length > 0) {
      tell('Chưa đọc được tệp: dòng đầu phải ghi tên các cột ' + known.join(', ') + '.', false);
      return;
    }
    const body = document.getElementById('rows');
    while (body.firstChild) { body.removeChild(body.firstChild); }
    rows.forEach(function (texts) {
      const row = blank.cloneNode(true);
      fillIn(row, names, texts);
      body.appendChild(row);
    });
    tell('Đã đọc ' + rows.length + ' dòng. Lưu vào bản nháp để xem những gì thay đổi.', true);
  }

  function read(file, done) {
    const reader = new FileReader();
    reader.onload = function () { done(reader.result); };
    reader.readAsText(file, 'utf-8');
  }

  document.addEventListener('change', function (event) {
    if (event.target.id === 'csv' && event.target.files.length > 0) { read(event.target.files[0], take); }
  });

  function takeCatalogue(form) {
    read(form.elements.procedures.files[0], function (text) {
      send('POST', '/api/settings/procedures', { csv: text }, function () { leave('/settings', 'Đã lưu vào bản nháp.'); });
    });
  }

  /* --- the overview --- */

  function body(form) {
    if (form.dataset.release) { return { release: form.dataset.release }; }
    if (form.dataset.version) { return { version: Number(form.dataset.version) }; }
    if (form.elements.effective_from) { return { effective_from: form.elements.effective_from.value }; }
    if (form.elements.label) {
      const scopes = Array.from(form.elements.scopes).filter(function (box) { return box.checked; });
      return {
        label: form.elements.label.value,
        scopes: scopes.map(function (box) { return box.value; }),
        counters: list(form.elements.counters.value).map(Number),
      };
    }
    return {};
  }

  function post(form) {
    if (form.dataset.delete) {
      send('DELETE', form.dataset.delete, null, function () { leave('/settings', form.dataset.done); });
      return;
    }
    send('POST', form.dataset.post, body(form), function (answer) {
      if (!form.hasAttribute('data-secret')) { leave('/settings', form.dataset.done); return; }
      const secret = document.getElementById('secret');
      secret.textContent = answer.secret;
      secret.hidden = false;
      form.reset();
    });
  }

  document.addEventListener('submit', function (event) {
    event.preventDefault();
    switch (event.target.id) {
      case 'table': save(event.target); break;
      case 'catalogue': takeCatalogue(event.target); break;
      default: post(event.target);
    }
  });
  document.addEventListener('click', function (event) {
    if (event.target.id === 'add') { add(); }
    if (event.target.className === 'remove') {
      const row = event.target.closest('.row');
      row.parentNode.removeChild(row);
    }
  });
  const said = sessionStorage.getItem(SAID);
  if (said !== null) { sessionStorage.removeItem(SAID); tell(said, true); }
})();
