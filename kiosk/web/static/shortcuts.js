/* One key for each button that names one, and a sheet that lists them all. */
(function (kiosk) {
  'use strict';

  function typing(element) { return element.tagName === 'INPUT' || element.tagName === 'TEXTAREA'; }

  function buttons() { return Array.from(document.querySelectorAll('button[data-key]')); }

  /** Moves along the rows of the lists. */
  function along(by) {
    const rows = Array.from(document.querySelectorAll('.list button.row')).filter(function (row) {
      return row.offsetParent !== null;
    });
    if (rows.length === 0) { return; }
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  }

  function help() {
    const lines = buttons().map(function (button) {
      return kiosk.make('li', '', [
        kiosk.make('kbd', '', button.dataset.keyName || button.dataset.key.toUpperCase()),
        kiosk.make('span', '', button.dataset.name || button.textContent),
      ]);
    });
    [['↑ ↓', 'Đi trong danh sách'], ['Enter', 'Mở lượt đang chọn'], ['1–9', 'Chọn trong bảng hỏi'], ['Esc', 'Đóng bảng hỏi']].forEach(function (pair) {
      lines.push(kiosk.make('li', '', [kiosk.make('kbd', '', pair[0]), kiosk.make('span', '', pair[1])]));
    });
    kiosk.tell('Phím tắt', [kiosk.make('ul', 'keys', lines)]);
  }

  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || kiosk.asking() || typing(event.target)) { return; }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      along(event.key === 'ArrowDown' ? 1 : -1);
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const named = buttons().filter(function (button) { return button.dataset.key === key; });
    if (named.length === 0) { return; }
    event.preventDefault();
    const button = named.find(function (each) { return !each.disabled && each.offsetParent !== null; });
    if (button && !event.repeat) { button.click(); }
  });
  document.addEventListener('DOMContentLoaded', function () {
    kiosk.byId('keys').addEventListener('click', help);
  });
})(window.kiosk = window.kiosk || {});
