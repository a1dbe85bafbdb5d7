"use strict";
/* Counts an enrolment code down by the server's clock, whatever this machine's says. */
(function () {
  var shown = document.getElementById("countdown");
  var left = Number(shown.dataset.until) - Number(shown.dataset.now);
  var began = performance.now();
  function tick() {
    var seconds = Math.max(0, Math.ceil((left - (performance.now() - began)) / 1000));
    var rest = seconds % 60;
    shown.textContent = seconds ? Math.floor(seconds / 60) + ":" + (rest < 10 ? "0" : "") + rest : "hết hạn";
    if (seconds) { window.setTimeout(tick, 1000); }
  }
  tick();
})();
