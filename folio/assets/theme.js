// Runs first thing in <body>, so that no page flashes in the wrong colours.
(function () {
  "use strict";

  var KEY = "folio-theme";

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch (refused) {
      return null; // a file:// page may have no storage
    }
  }

  function preferred() {
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function show(theme) {
    document.body.classList.toggle("quarto-dark", theme === "dark");
    document.body.classList.toggle("quarto-light", theme !== "dark");
    document.documentElement.style.colorScheme = theme;
  }

  window.folio.theme = {
    isDark: function () {
      return document.body.classList.contains("quarto-dark");
    },
    choose: function (theme) {
      show(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch (refused) {
        // The choice then lasts as long as the page.
      }
    },
  };

  show(remembered() || preferred());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    if (!remembered()) show(preferred());
  });
})();
