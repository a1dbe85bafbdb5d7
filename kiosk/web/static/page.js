/* Small strokes that the pages draw with. */
(function (kiosk) {
  'use strict';

  kiosk.byId = function (id) { return document.getElementById(id); };

  kiosk.say = function (id, words) {
    const element = kiosk.byId(id);
    if (element.textContent !== words) { element.textContent = words; }
  };

  kiosk.show = function (id, shown) { kiosk.byId(id).hidden = !shown; };

  /** Makes an element of a class, with text or children in it. */
  kiosk.make = function (tag, className, content) {
    const element = document.createElement(tag);
    element.className = className;
    if (Array.isArray(content)) {
      content.forEach(function (child) { element.appendChild(child); });
    } else {
      element.textContent = content;
    }
    return element;
  };

  /** Makes a list hold exactly these children. */
  kiosk.fill = function (id, children) {
    const list = kiosk.byId(id);
    while (list.firstChild) { list.removeChild(list.firstChild); }
    children.forEach(function (child) { list.appendChild(child); });
  };

  /** Finds an element that is drawn anew with every state: itself, or the one with its data-id. */
  kiosk.stillThere = function (element) {
    if (!element || document.body.contains(element)) { return element; }
    return element.dataset.id ? document.querySelector('[data-id="' + element.dataset.id + '"]') : null;
  };

  /** Draws, and leaves the keyboard's focus where it was. */
  kiosk.keepFocus = function (draw) {
    const focused = document.activeElement;
    draw();
    const again = kiosk.stillThere(focused);
    if (again && again !== document.activeElement) { again.focus(); }
  };

  kiosk.two = function (number) { return (number < 10 ? '0' : '') + number; };

  /** Writes a length of time as mm:ss, from an hour on as h:mm:ss; a dash where no clock can tell. */
  kiosk.duration = function (ms) {
    if (ms === null) { return '–'; }
    const seconds = Math.max(0, Math.floor(ms / 1000));
    const hours = Math.floor(seconds / 3600);
    const rest = kiosk.two(Math.floor(seconds / 60) % 60) + ':' + kiosk.two(seconds % 60);
    return hours > 0 ? hours + ':' + rest : rest;
  };

  kiosk.icon = function (group, name) {
    return '/icons/' + group + '/' + encodeURIComponent(name) + '.svg';
  };
})(window.kiosk = window.kiosk || {});
