/* Follows the desk's updates, for ever: a line that breaks or falls silent is opened again. */
(function (kiosk) {
  'use strict';

  const PAUSES_MS = [500, 1000, 2000, 4000, 8000];
  const SILENCE_MS = 25000; /* the desk sends a beat every 10 s; two may get lost */

  /**
   * Listens at an address.
   * on.data(value) for each state; on.beat(value) while nothing changes;
   * on.lost() once when the line breaks; on.back() once when it is there again.
   */
  kiosk.follow = function (address, on) {
    let source = null;
    let failures = 0;
    let watch = null;
    let lost = false;

    function open() {
      source = new EventSource(address);
      source.onmessage = function (event) { heard(); on.data(JSON.parse(event.data)); };
      source.addEventListener('beat', function (event) { heard(); on.beat(JSON.parse(event.data)); });
      source.onerror = again;
      listen();
    }

    function heard() {
      failures = 0;
      if (lost) { lost = false; on.back(); }
      listen();
    }

    function listen() {
      clearTimeout(watch);
      watch = setTimeout(again, SILENCE_MS);
    }

    function again() {
      clearTimeout(watch);
      source.close();
      source.onerror = null;
      if (!lost) { lost = true; on.lost(); }
      setTimeout(open, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)]);
      failures += 1;
    }

    open();
  };
})(window.kiosk = window.kiosk || {});
