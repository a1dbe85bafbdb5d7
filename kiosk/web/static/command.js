/* Sends what an officer asks, once: a lost answer is asked for again under the same id. */
(function (kiosk) {
  'use strict';

  const LIMIT_MS = 8000; /* the desk refuses a command older than 10 s */
  const ATTEMPT_MS = 3000;
  const PAUSES_MS = [250, 500, 1000, 2000];

  let desk = null;

  /** Learns the desk's clock from what it sends; the PC's own clock is never asked. */
  kiosk.learnTime = function (time) {
    desk = { boot: time.boot, boot_ms: time.boot_ms, at: performance.now() };
  };

  /** Tells how long ago, in ms, the desk last told its time. */
  kiosk.sinceTime = function () { return desk === null ? 0 : performance.now() - desk.at; };

  /** Makes a command, dated now on the desk's clock; null before the desk told its time. */
  kiosk.makeCommand = function (type, values) {
    if (desk === null) { return null; }
    const issued = { boot: desk.boot, boot_ms: Math.floor(desk.boot_ms + kiosk.sinceTime()) };
    return Object.assign({ type: type, command_id: uuid(), issued: issued }, values);
  };

  /**
   * Asks the desk, and asks again with the same body while no answer comes.
   * Gives {ok: true, answer} or {ok: false, code, holder}; never fails otherwise.
   */
  kiosk.ask = function (method, address, body) {
    const began = performance.now();
    function left() { return LIMIT_MS - (performance.now() - began); }
    function attempt(failures) {
      return once(method, address, body, Math.min(ATTEMPT_MS, left())).catch(function () {
        const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)];
        if (left() <= pause) { return { ok: false, code: 'unsent', holder: null }; }
        return wait(pause).then(function () { return attempt(failures + 1); });
      });
    }
    return attempt(0);
  };

  function once(method, address, body, limit) {
    const request = fetch(address, {
      method: method,
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'kiosk' },
      body: body === null ? undefined : JSON.stringify(body),
    }).then(function (response) {
      if (response.status === 204) { return { ok: true, answer: null }; }
      return response.json().then(function (answer) {
        if (response.ok) { return { ok: true, answer: answer }; }
        return { ok: false, code: answer.code, holder: answer.holder };
      });
    });
    const silence = wait(limit).then(function () { throw new Error('no answer in time'); });
    return Promise.race([request, silence]);
  }

  function wait(ms) {
    return new Promise(function (resolve) { setTimeout(resolve, ms); });
  }

  /* crypto.randomUUID exists only on HTTPS pages; an office's network may have none. */
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const digits = Array.from(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join('');
    return [[0, 8], [8, 12], [12, 16], [16, 20], [20, 32]].map(function (part) {
      return digits.slice(part[0], part[1]);
    }).join('-');
  }
})(window.kiosk = window.kiosk || {});
