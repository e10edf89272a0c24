// The preview's part in a page: shows what was saved, and what is wrong. It is no part of the built site.
(function () {
  "use strict";
  const script = document.currentScript;
  const root = new URL("..", script.src);
  const KEPT = "guidepost.preview";
  let build = Number(new URL(script.src).searchParams.get("build"));
  let dismissed = "";
  let told = "";
  let overlay;
  // The page as it was served, whatever its scripts made of it since.
  let source = fetch(location.href, { cache: "force-cache" }).then((answer) => answer.text(), () => "");

  // Whether the stream broke off: another preview may answer now, which counts its builds anew.
  let isBack = false;
  // One refresh at a time, so that an older answer never comes last.
  let turn = Promise.resolve();

  const events = new EventSource(new URL("events", script.src));
  events.addEventListener("error", () => { isBack = true; });
  events.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    const isOther = state.build !== build;
    const isOwn = state.all || state.changed.includes(address()) || state.changed.some((url) => url.endsWith(".css"));
    // Who reconnects may have missed a build; who has just loaded has not.
    const isStale = isBack || (isOther && (isOwn || state.changed.length === 0));
    build = state.build;
    isBack = false;
    show(state.errors);
    if (state.changed.some(isShown)) reload();
    else if (isStale) turn = turn.then(refresh).catch(() => {});
  });
  addEventListener("pagehide", () => events.close());
  addEventListener("DOMContentLoaded", restore);

  // An address as the site knows it, from its root; the page's own, if none is given. Empty for what lies elsewhere.
  function address(href) {
    const { origin, pathname } = new URL(href || location.href, document.baseURI);
    const [base, path] = [decoded(root.pathname), decoded(pathname)];
    return origin === root.origin && path.startsWith(base) ? "/" + path.slice(base.length) : "";
  }

  function decoded(path) {
    try {
      return decodeURIComponent(path);
    } catch {
      return path;
    }
  }

  // Whether the page shows a file, such as an image, which keeps its address when it changes.
  function isShown(url) {
    return [...document.querySelectorAll("img, source, video, audio, track, object, embed, iframe")].some((element) => {
      const { src, data, srcset, poster } = element;
      const named = (srcset || "").split(",").map((candidate) => candidate.trim().split(/\s/)[0]);
      return [src, data, poster, ...named].some((name) => name && address(name) === url);
    });
  }

  async function refresh() {
    const answer = await fetch(location.href, { cache: "no-cache" }).catch(() => null);
    if (!answer) return;
    const text = await answer.text();
    const [before, next] = [parsed(await source), parsed(text)];
    if (!isSafe(before, next)) return reload();
    source = Promise.resolve(text);
    restyle(next);
    if (before.body.innerHTML !== next.body.innerHTML) replace(next);
    document.title = next.title;
  }

  function parsed(text) {
    return new DOMParser().parseFromString(text, "text/html");
  }

  // Scripts and policies take effect only while a page loads.
  function isSafe(before, next) {
    const fixed = (page) => {
      const own = [...page.querySelectorAll("script, meta[http-equiv], base")];
      return own.filter((element) => !isOurs(element)).map((element) => element.outerHTML).join("\n");
    };
    const isData = (element) => element.type === "application/ld+json";
    const acts = [...before.scripts, ...next.scripts].some((element) => !isOurs(element) && !isData(element));
    return fixed(before) === fixed(next) && (before.body.innerHTML === next.body.innerHTML || !acts);
  }

  function isOurs(element) {
    const src = element.getAttribute("src") || "";
    return element.localName === "script" && new URL(src, location.href).pathname.startsWith(root.pathname + "_guidepost/");
  }

  // Puts in the style sheets of the new page; each old one goes when the new one is there.
  function restyle(page) {
    const sheets = (page) => [...page.querySelectorAll("link[rel~='stylesheet']")];
    const href = (sheet) => sheet.getAttribute("href");
    const old = sheets(document);
    const next = sheets(page);
    const known = new Set(old.map(href));
    const wanted = new Set(next.map(href));
    const gone = old.filter((sheet) => !wanted.has(href(sheet)));
    let waiting = next.filter((sheet) => !known.has(href(sheet))).map((sheet) => document.importNode(sheet));
    const done = (sheet) => {
      waiting = waiting.filter((other) => other !== sheet);
      if (waiting.length === 0) gone.forEach((sheet) => sheet.remove());
    };
    if (waiting.length === 0) done();
    for (const sheet of [...waiting]) {
      sheet.addEventListener("load", () => done(sheet));
      sheet.addEventListener("error", () => done(sheet));
      (old[old.length - 1] || document.head.lastChild).after(sheet);
    }
  }

  // Puts in the body of the new page, and the reader back where he was.
  function replace(page) {
    const place = note();
    const { documentElement: own } = document;
    for (const { name } of [...own.attributes]) own.removeAttribute(name);
    for (const { name, value } of [...page.documentElement.attributes]) own.setAttribute(name, value);
    document.body.replaceWith(document.importNode(page.body, true));
    put(place);
  }

  // What a reader has done to the page: where he is, what is open, what is filled in.
  function note() {
    const fields = [...document.querySelectorAll("input, textarea, select")].map((field) => ({
      path: path(field), value: field.value, checked: field.checked,
    }));
    return {
      x: scrollX, y: scrollY, focus: path(document.activeElement),
      open: [...document.querySelectorAll("details[open]")].map(path), fields,
    };
  }

  function put(place) {
    for (const { path, value, checked } of place.fields) {
      const field = find(path);
      if (!field || field.type === "file") continue;
      if (checked !== undefined) field.checked = checked;
      if (field.type !== "checkbox" && field.type !== "radio") field.value = value;
    }
    place.open.map(find).forEach((details) => details && details.setAttribute("open", ""));
    const focus = find(place.focus);
    if (focus && focus !== document.body) focus.focus({ preventScroll: true });
    scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }

  // Where an element is, by the nearest id above it.
  function path(element) {
    const steps = [];
    for (; element && element !== document.body && !element.id; element = element.parentElement) {
      steps.unshift([...element.parentElement.children].indexOf(element));
    }
    return { id: element && element.id, steps };
  }

  function find({ id, steps }) {
    const start = id ? document.getElementById(id) : document.body;
    return steps.reduce((element, step) => element && element.children[step], start);
  }

  function reload() {
    sessionStorage.setItem(KEPT, JSON.stringify({ href: location.href, place: note() }));
    location.reload();
  }

  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
    sessionStorage.removeItem(KEPT);
    if (kept && kept.href === location.href) put(kept.place);
  }

  function show(errors) {
    const text = JSON.stringify(errors);
    const isWrong = errors.some((fault) => fault.severity === "error");
    if (!isWrong) dismissed = "";
    // What is told already stays as it is, with its scroll position and focus.
    if (isWrong && overlay && text === told) return;
    if (overlay) overlay.remove();
    overlay = null;
    if (!isWrong || text === dismissed) return;
    told = text;
    overlay = made(errors, () => {
      dismissed = text;
      if (overlay) overlay.remove();
      overlay = null;
    });
    document.documentElement.append(overlay);
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) overlay.dispatchEvent(new Event("dismiss"));
  });

  // A page that comes back as it was left has let go of its stream, and may have missed anything.
  addEventListener("pageshow", (event) => {
    if (event.persisted) reload();
  });

  const STYLE = `
    :host { all: initial; position: fixed; inset: auto 0 0 0; z-index: 2147483647; color-scheme: light dark }
    section { box-sizing: border-box; max-height: 60vh; overflow: auto; padding: 1rem 1.25rem; font: 15px/1.5 system-ui, sans-serif;
      background: #fffdf8; background: light-dark(#fffdf8, #211d19); color: #23201c; color: light-dark(#23201c, #ede6dc);
      border-top: 3px solid #b4521e; border-top-color: light-dark(#b4521e, #f0a35e) }
    header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; position: sticky; top: -1rem; background: inherit; padding: .5rem 0 }
    .title { font-size: 1.05rem; font-weight: 600 }
    ol { margin: .25rem 0 0; padding: 0; list-style: none }
    li { padding: .6rem 0; border-top: 1px solid #e6ded2; border-top-color: light-dark(#e6ded2, #37312a) }
    p { margin: 0; overflow-wrap: anywhere }
    code { font: 13px/1.5 ui-monospace, monospace }
    .help { color: #6a6258; color: light-dark(#6a6258, #a89e91) }
    button { font: inherit; min-width: 44px; min-height: 44px; padding: 0 .9rem; color: inherit; background: none; border: 1px solid currentColor; border-radius: 6px; cursor: pointer }
    button:focus-visible { outline: 3px solid #b4521e; outline-color: light-dark(#b4521e, #f0a35e); outline-offset: 2px }`;

  // The list of what is wrong, out of reach of the page's styles; the page's policy allows no style elements.
  function made(errors, dismiss) {
    const host = document.createElement("guidepost-overlay");
    const shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    const add = (parent, name, text, className) => {
      const element = document.createElement(name);
      if (text) element.textContent = text;
      if (className) element.className = className;
      parent.append(element);
      return element;
    };
    const section = add(shadow, "section");
    section.lang = "en";
    section.dir = "ltr";
    section.tabIndex = 0;
    section.setAttribute("aria-label", "What is wrong with the site");
    const header = add(section, "header");
    const wrong = errors.filter((fault) => fault.severity === "error").length;
    const title = add(header, "p", (wrong === 1 ? "1 error" : wrong + " errors") + ": this is the last good page", "title");
    title.setAttribute("role", "alert");
    const button = add(header, "button", "Dismiss");
    button.type = "button";
    button.addEventListener("click", dismiss);
    host.addEventListener("dismiss", dismiss);
    const list = add(section, "ol");
    const order = [...errors].sort((a, b) => a.severity.localeCompare(b.severity));
    for (const fault of order) {
      const entry = add(list, "li");
      add(entry, "p", fault.severity + " [" + fault.code + "]: " + fault.message);
      add(add(entry, "p"), "code", fault.file + ":" + fault.line + ":" + fault.column);
      if (fault.help) add(entry, "p", fault.help, "help");
    }
    return host;
  }
})();
