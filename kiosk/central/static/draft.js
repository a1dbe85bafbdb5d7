"use strict";
/* Takes a draft's text from a file of this machine. */
(function () {
  var file = document.getElementById("file");
  file.addEventListener("change", function () {
    if (!file.files.length) { return; }
    var reader = new FileReader();
    reader.addEventListener("load", function () {
      document.getElementById(file.dataset.into).value = String(reader.result);
    });
    reader.readAsText(file.files[0], "utf-8");
  });
})();
