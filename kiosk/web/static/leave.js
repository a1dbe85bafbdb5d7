/* Ends the session from a page of the supervisor. */
(function (kiosk) {
  'use strict';

  kiosk.byId('leave').addEventListener('click', function () {
    const button = kiosk.byId('leave');
    button.disabled = true;
    kiosk.ask('DELETE', '/api/session', null).then(function (outcome) {
      if (outcome.ok || outcome.code === 'not_signed_in') { window.location.assign('/'); return; }
      kiosk.byId('message').className = 'message trouble';
      kiosk.say('message', kiosk.explain(outcome, {}));
      button.disabled = false;
    });
  });
})(window.kiosk = window.kiosk || {});
