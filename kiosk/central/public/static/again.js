"use strict";
// Asks for the page again while it is looked at; without this script the link "Xem lại" does the same.
(function () {
  const EVERY_MS = 20000;
  function again() {
    const shown = document.getElementById("ticket");
    if (document.hidden || shown.classList.contains("final") || shown.querySelector("form")) return;
    fetch(location.href)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((text) => {
        const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("ticket");
        if (!fresh || fresh.innerHTML === shown.innerHTML) return;
        shown.className = fresh.className;
        shown.innerHTML = fresh.innerHTML;
      })
      .catch(() => undefined);
  }
  if (window.fetch) setInterval(again, EVERY_MS);
})();
