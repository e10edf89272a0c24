// A tiny stand-in for the consent script, for tests of what depends on it: the same API, the same events, no banner.
// A page that brings the real one replaces it.

/** Gives every page of a context the stand-in. */
export const withConsent = (context) => context.addInitScript(standIn);

/** Runs in the browser, before every script of a page. */
function standIn() {
  const KEY = "guidepost.consent";
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  };
  const mark = () => document.documentElement?.setAttribute("data-consent", read() ? "set" : "unset");
  const tell = (name) => {
    mark();
    document.dispatchEvent(new CustomEvent(`consent:${name}`));
  };
  const set = (grants) => {
    localStorage.setItem(KEY, JSON.stringify({ v: 1, grants: { ...read()?.grants, ...grants } }));
    tell("change");
  };
  const consent = {
    get: read,
    has: (purpose) => !!read()?.grants[purpose],
    set,
    accept: () => set({ preferences: true }),
    reject: () => (set({ preferences: false }), tell("withdraw")),
    reset: () => (localStorage.removeItem(KEY), tell("withdraw")),
    open() {},
  };
  window.guidepost = { ...window.guidepost, consent };
  addEventListener("storage", ({ key }) => key === KEY && tell("change"));
  new MutationObserver((_, observer) => {
    if (!document.documentElement) return;
    observer.disconnect();
    mark();
  }).observe(document, { childList: true });
}
