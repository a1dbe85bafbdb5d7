/* One question at a time over the page: choices with number keys, or a line to type. */
(function (kiosk) {
  'use strict';

  const KEYS = '123456789';

  let opener = null;
  let closed = null;

  function sheet() { return kiosk.byId('dialog'); }

  function inside() {
    return Array.from(sheet().querySelectorAll('button, input')).filter(function (each) {
      return !each.disabled && !each.hidden;
    });
  }

  function open(title, text, children) {
    if (sheet().hidden) { opener = document.activeElement; }
    kiosk.say('dialog-title', title);
    kiosk.say('dialog-text', text);
    kiosk.show('dialog-text', text !== '');
    kiosk.fill('dialog-body', children);
    sheet().hidden = false;
    inside()[0].focus();
  }

  /** Tells whether a question is open; the page's own keys rest then. */
  kiosk.asking = function () { return !sheet().hidden; };

  kiosk.closeDialog = function () {
    const tellClosed = closed;
    closed = null;
    sheet().hidden = true;
    const again = kiosk.stillThere(opener);
    if (again) { again.focus(); }
    if (tellClosed) { tellClosed(); }
  };

  /** Asks to choose one of [{words, more, pick}]; pick() is called after the question has gone. */
  kiosk.choose = function (title, text, choices) {
    open(title, text, choices.map(function (choice, index) {
      const button = kiosk.make('button', 'choice', [
        kiosk.make('kbd', '', KEYS.charAt(index) || ' '),
        kiosk.make('span', 'words', choice.words),
        kiosk.make('span', 'more', choice.more || ''),
      ]);
      button.type = 'button';
      button.disabled = Boolean(choice.off);
      button.addEventListener('click', function () { kiosk.closeDialog(); choice.pick(); });
      return button;
    }));
  };

  /**
   * Asks for one line. entry: {label, type, value, hint, done}; entry.take(value) is called with what was typed.
   * entry.closed() is called when the question is left without an answer.
   */
  kiosk.enter = function (title, text, entry) {
    const input = kiosk.make('input', '', '');
    input.id = 'dialog-input';
    input.type = entry.type || 'text';
    input.value = entry.value || '';
    input.placeholder = entry.hint || '';
    input.autocomplete = 'off';
    if (entry.numeric) { input.setAttribute('inputmode', 'numeric'); }
    const label = kiosk.make('label', '', entry.label);
    label.setAttribute('for', input.id);
    const button = kiosk.make('button', 'primary', entry.done || 'Ghi');
    button.type = 'submit';
    const form = kiosk.make('form', 'line', [label, input, button]);
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      if (input.value === '') { return; }
      const value = input.value;
      closed = null;
      kiosk.closeDialog();
      entry.take(value);
    });
    open(title, text, [form]);
    closed = entry.closed || null;
  };

  /** Asks to tick any of [{words, value, on}]; take(values) is called with those ticked. */
  kiosk.tick = function (title, options, take) {
    const boxes = [];
    const lines = options.map(function (option) {
      const box = kiosk.make('input', '', '');
      box.type = 'checkbox';
      box.value = option.value;
      box.checked = option.on;
      boxes.push(box);
      return kiosk.make('label', 'tick', [box, kiosk.make('span', '', option.words)]);
    });
    const button = kiosk.make('button', 'primary', 'Ghi');
    button.type = 'submit';
    const form = kiosk.make('form', 'ticks', lines.concat([button]));
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      kiosk.closeDialog();
      take(boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.value; }));
    });
    open(title, '', [form]);
  };

  /** Shows the code by which a ticket's bearer opens its page and says how the service was. */
  kiosk.showCode = function (ticket) {
    const image = kiosk.make('img', 'qr', '');
    image.alt = 'Mã QR của lượt ' + ticket.code;
    image.src = '/api/codes/' + encodeURIComponent(ticket.ticket);
    kiosk.tell('Mời quét để đánh giá – ' + ticket.code, [image]);
  };

  /** Shows nodes to be read. */
  kiosk.tell = function (title, children) { open(title, '', children); };

  document.addEventListener('DOMContentLoaded', function () {
    kiosk.byId('dialog-close').addEventListener('click', kiosk.closeDialog);
    sheet().addEventListener('keydown', function (event) {
      if (event.key === 'Escape') { event.preventDefault(); kiosk.closeDialog(); return; }
      const all = inside();
      const at = all.indexOf(document.activeElement);
      if (event.key === 'Tab') {
        event.preventDefault();
        all[(at + (event.shiftKey ? all.length - 1 : 1)) % all.length].focus();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        all[(at + (event.key === 'ArrowUp' ? all.length - 1 : 1)) % all.length].focus();
      } else if (document.activeElement.tagName !== 'INPUT' && KEYS.indexOf(event.key) >= 0) {
        const choice = sheet().querySelectorAll('.choice')[KEYS.indexOf(event.key)];
        if (choice && !choice.disabled) { event.preventDefault(); choice.click(); }
      }
    });
  });
})(window.kiosk = window.kiosk || {});
