/* Officers' accounts, as a supervisor keeps them. */
(function (kiosk) {
  'use strict';

  const ROLES = { officer: 'Cán bộ', supervisor: 'Phụ trách', technician: 'Kỹ thuật' };
  const me = document.body.dataset.officer;
  const form = kiosk.byId('add');

  function tell(words, kind) {
    kiosk.byId('message').className = 'message ' + kind;
    kiosk.say('message', words);
  }

  /* Every answer to a change is the whole list anew. */
  function ask(method, address, body, done) {
    tell('Đang gửi…', '');
    return kiosk.ask(method, address, body).then(function (outcome) {
      if (outcome.ok) { draw(outcome.answer); tell(done, 'done'); return true; }
      if (outcome.code === 'not_signed_in') { window.location.assign('/'); }
      tell(kiosk.explain(outcome, {}), 'trouble');
      return false;
    });
  }

  function change(account, values, done) {
    return ask('POST', '/api/accounts/' + encodeURIComponent(account.officer), values, '✓ ' + account.officer + ': ' + done);
  }

  function button(words, act, off) {
    const made = kiosk.make('button', '', words);
    made.type = 'button';
    made.disabled = Boolean(off);
    made.addEventListener('click', act);
    return made;
  }

  function newPin(account) {
    kiosk.enter('Mã PIN mới cho ' + account.officer, 'Phiên đang mở của người này sẽ kết thúc.', {
      label: 'Mã PIN hoặc mật khẩu, từ 4 ký tự', type: 'password',
      take: function (pin) { change(account, { pin: pin }, 'đã đổi mã PIN.'); },
    });
  }

  function newRole(account) {
    kiosk.choose('Vai trò của ' + account.officer, '', Object.keys(ROLES).map(function (role) {
      return { words: ROLES[role], off: role === account.role, pick: function () { change(account, { role: role }, 'đã đổi vai trò.'); } };
    }));
  }

  function state(account) {
    if (account.disabled) { return 'Đã ngừng'; }
    return account.wait_ms > 0 ? 'Tạm khóa, còn ' + kiosk.duration(account.wait_ms) : 'Đang dùng';
  }

  function row(account) {
    const mine = account.officer === me;
    const acts = [button('Đổi PIN', function () { newPin(account); }), button('Vai trò', function () { newRole(account); })];
    if (account.wait_ms > 0) { acts.push(button('Mở khóa', function () { change(account, { unlock: true }, 'đã mở khóa.'); })); }
    acts.push(account.disabled
      ? button('Dùng lại', function () { change(account, { disabled: false }, 'dùng lại được.'); })
      : button('Ngừng', function () { change(account, { disabled: true }, 'đã ngừng.'); }, mine));
    return kiosk.make('tr', account.disabled ? 'off' : '', [
      kiosk.make('th', '', account.officer),
      kiosk.make('td', '', account.name),
      kiosk.make('td', '', ROLES[account.role]),
      kiosk.make('td', '', state(account)),
      kiosk.make('td', 'acts', acts),
    ]);
  }

  function draw(accounts) {
    kiosk.fill('accounts', accounts.map(row));
    Array.from(document.querySelectorAll('#accounts th')).forEach(function (head) { head.scope = 'row'; });
  }

  form.addEventListener('submit', function (event) {
    event.preventDefault();
    const values = {};
    ['officer', 'name', 'role', 'pin'].forEach(function (name) { values[name] = form.elements[name].value.trim(); });
    ask('POST', '/api/accounts', values, '✓ Đã thêm ' + values.officer + '.').then(function (added) {
      if (added) { form.reset(); }
    });
  });

  kiosk.ask('GET', '/api/accounts', null).then(function (outcome) {
    if (outcome.ok) { draw(outcome.answer); } else { tell(kiosk.explain(outcome, {}), 'trouble'); }
  });
})(window.kiosk = window.kiosk || {});
