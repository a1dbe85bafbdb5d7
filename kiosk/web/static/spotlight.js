/* Shows new calls one after another, each for a few seconds; none is skipped. */
(function (kiosk) {
  'use strict';

  const LONGEST_MS = 5000;
  const SHORTEST_MS = 1500;
  const MOST_QUEUED = 50; /* far more than an office calls while a board shows one */

  /**
   * Makes a spotlight. show(call, isNew) puts a call on the stage;
   * rest() is called when a call's seconds are over and no other waits.
   */
  kiosk.makeSpotlight = function (show, rest) {
    let newestSeq = null;
    let queued = [];
    let timer = null;

    function next() {
      timer = null;
      const call = queued.shift();
      if (call === undefined) { rest(); return; }
      show(call, true);
      timer = setTimeout(next, Math.max(SHORTEST_MS, LONGEST_MS / (1 + queued.length)));
    }

    /** Takes the desk's list of calls, newest first. */
    return function (calls) {
      const seq = calls.length > 0 ? calls[0].seq : 0;
      if (newestSeq === null || seq < newestSeq) { /* first look, a new day or a restored desk */
        newestSeq = seq;
        queued = [];
        clearTimeout(timer);
        timer = null;
        if (calls.length > 0) { show(calls[0], false); } else { show(null, false); }
        return;
      }
      const fresh = calls.filter(function (call) { return call.seq > newestSeq; }).reverse();
      newestSeq = seq;
      queued = queued.concat(fresh).slice(-MOST_QUEUED);
      if (timer === null && queued.length > 0) { next(); }
    };
  };
})(window.kiosk = window.kiosk || {});
