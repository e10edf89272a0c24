// Copying, sharing, printing and leaving at once. Every page is complete without it.
(function () {
  "use strict";
  var words = document.currentScript.dataset;
  var each = function (selector, act) { document.querySelectorAll(selector).forEach(act); };
  var status;

  function say(text) {
    if (!status) {
      status = document.createElement("p");
      status.className = "visually-hidden";
      status.setAttribute("role", "status");
      document.getElementById("main").append(status);
    }
    status.textContent = "";
    setTimeout(function () { status.textContent = text; }, 60);
  }

  function copy(text, button) {
    navigator.clipboard.writeText(text).then(function () {
      var label = button.lastElementChild;
      var before = label.dataset.before = label.dataset.before || label.textContent;
      label.textContent = words.copied;
      say(words.copied);
      setTimeout(function () { label.textContent = before; }, 2000);
    }, function () {});
  }

  // A link that acts becomes a button with the same words.
  function button(link, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = link.className;
    made.append.apply(made, link.childNodes);
    made.addEventListener("click", act);
    link.replaceWith(made);
  }

  // The guide's own address: the published one where the page knows it.
  function guide() {
    var link = document.querySelector(".over a");
    var canonical = document.querySelector("link[rel=canonical]");
    var url = new URL(link.getAttribute("href"), canonical ? canonical.href : location.href);
    return { title: link.textContent, url: url.href.replace(/\/index\.html$/, "/") };
  }

  if (navigator.clipboard) {
    each("[data-do=copy]", function (made) {
      made.hidden = false;
      made.addEventListener("click", function () {
        var quote = made.previousElementSibling;
        copy(quote && quote.matches("q") ? quote.textContent : guide().url, made);
      });
    });
    each("pre.code", function (code) {
      var frame = document.createElement("div");
      var made = document.createElement("button");
      var label = document.createElement("span");
      frame.className = "code-frame";
      made.className = "copy";
      made.type = "button";
      label.textContent = words.copy;
      made.append(label);
      made.addEventListener("click", function () { copy(code.textContent, made); });
      code.replaceWith(frame);
      frame.append(code, made);
    });
  }
  each("a[data-do=share]", function (link) {
    var text = link.dataset.text;
    // A site that does not know its own address leaves it to the page.
    var knows = document.querySelector("link[rel=canonical]");
    if (!navigator.share) {
      if (!knows) link.href += (link.search.includes("&body=") ? "%0D%0A%0D%0A" : "&body=") + encodeURIComponent(guide().url);
      return;
    }
    button(link, function () { navigator.share(Object.assign(guide(), { text: text })).catch(function () {}); });
  });
  // Whoever follows an action within the page goes on from there with the keyboard, too.
  each(".actions a[href^='#']", function (link) {
    var target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target && !target.hasAttribute("tabindex")) target.tabIndex = -1;
  });
  each("a[data-do=print]", function (link) { button(link, function () { print(); }); });
  each("button[data-do=print]", function (made) {
    made.hidden = false;
    made.addEventListener("click", function () { print(); });
  });
  each("a[data-do=exit]", function (link) {
    var presses = [];
    var leave = function (event) { event.preventDefault(); location.replace(link.href); };
    link.addEventListener("click", leave);
    each(".exit-hint", function (hint) { hint.hidden = false; });
    document.addEventListener("keydown", function (event) {
      if (event.repeat) return;
      presses = event.key === "Shift" ? presses.concat(event.timeStamp).slice(-3) : [];
      if (presses.length === 3 && presses[2] - presses[0] <= 5000) leave(event);
    });
  });
})();
