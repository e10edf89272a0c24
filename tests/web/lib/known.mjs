// Problems that a checker reports and the site does not have, each with its reason.
// An entry that no longer occurs fails the run, so that the list stays short.
// { check, site (every one when left out), problem: a regular expression, why }

export const KNOWN = [
  {
    check: "html",
    problem: /CSS: Unrecognized at-rule “@view-transition”/,
    why: "CSS View Transitions Level 2 defines it; the checker's CSS parser does not know it yet",
  },
  {
    check: "html",
    problem: /CSS: Parse Error\.\n.*sition-(old|new)\(root\)/,
    why: "a pseudo-element with an argument, from CSS View Transitions Level 1; the checker's CSS parser does not know it yet",
  },
];
