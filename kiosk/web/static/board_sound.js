/* Speaks the hall's announcements one after another, and notices when the browser stays silent. */
(function (kiosk) {
  'use strict';

  const AGAIN_MS = 3000;

  /**
   * Makes the loudspeaker of a board at an address; one audio element serves for ever.
   * blocked(yes) is called when the browser refuses to sound before somebody touched it, and when it may.
   */
  kiosk.makeSpeaker = function (address, blocked) {
    const audio = new Audio();
    let due = [];
    let said = []; /* spoken here, but listed still */
    let playing = null;
    let isBlocked = false;
    let timer = null;

    function next() {
      clearTimeout(timer);
      const waiting = due.filter(function (no) { return said.indexOf(no) < 0; });
      if (playing !== null || isBlocked || waiting.length === 0) { return; }
      playing = waiting[0];
      play(address + '/speech/' + playing + '.wav');
    }

    function play(source) {
      audio.src = source;
      const started = audio.play();
      if (started) { started.catch(refused); }
    }

    function refused(error) {
      playing = null;
      if (error.name === 'NotAllowedError') {
        isBlocked = true;
        blocked(true);
      } else {
        timer = setTimeout(next, AGAIN_MS);
      }
    }

    function ended() {
      if (playing !== null) {
        said.push(playing);
        tell(playing);
      }
      playing = null;
      next();
    }

    function tell(no) {
      fetch(address + '/spoken', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'kiosk' },
        body: JSON.stringify({ no: no }),
      }).catch(function () { /* told again while it is listed */ });
    }

    function touched() {
      if (!isBlocked) { return; }
      isBlocked = false;
      blocked(false);
      next();
    }

    audio.addEventListener('ended', ended);
    document.addEventListener('click', touched);
    document.addEventListener('keydown', touched);
    play('/static/quiet.wav');

    /** Takes the numbers of what must be spoken, oldest first. */
    return function (numbers) {
      const listed = numbers.filter(function (no) { return said.indexOf(no) >= 0; });
      listed.forEach(tell);
      said = listed;
      due = numbers;
      next();
    };
  };
})(window.kiosk = window.kiosk || {});
