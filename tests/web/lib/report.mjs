// One line a check, the reasons below it, and the count at the end.

const MOST_REASONS = 25;

/** Prints and counts the results of checks. */
export class Report {
  #passed = 0;
  #failed = 0;
  #check = "";
  #known;
  #met = new Set();

  /** @param known problems that are no mistake of the site: `{ check, site, problem: RegExp, why }` */
  constructor(known = []) {
    this.#known = known;
  }

  get passed() {
    return this.#passed;
  }

  get failed() {
    return this.#failed;
  }

  /** Begins the lines of one check. */
  begin(check, purpose) {
    this.#check = check;
    console.log(`\n## ${check}: ${purpose}`);
  }

  /**
   * One result: passed if there is no problem but known ones.
   * @param site the site's name
   * @param what the thing looked at
   * @param problems reasons to fail, one text each
   * @param note figures worth a look, printed in brackets
   */
  result(site, what, problems, note = "") {
    const unknown = problems.filter((problem) => !this.#isKnown(site, problem));
    const accepted = problems.length - unknown.length;
    const notes = [note, accepted > 0 ? `${accepted} known` : ""].filter(Boolean).join("; ");
    this.#conclude(`${site}: ${what}${notes ? ` (${notes})` : ""}`, unknown);
  }

  /** Ends one check: an entry of the known list that was not met is out of date. */
  end() {
    for (const entry of this.#known) {
      if (entry.check !== this.#check || this.#met.has(entry)) continue;
      this.#conclude(`${entry.site ?? "any site"}: known problem`, [`${entry.problem} no longer occurs: take it out of known.mjs`]);
    }
  }

  #conclude(subject, reasons) {
    const line = `${this.#check} ${subject}`;
    if (reasons.length === 0) {
      this.#passed += 1;
      console.log(`ok   ${line}`);
      return;
    }
    this.#failed += 1;
    console.log(`FAIL ${line}`);
    for (const reason of reasons.slice(0, MOST_REASONS)) console.log(`     - ${reason.replaceAll("\n", "\n       ")}`);
    if (reasons.length > MOST_REASONS) console.log(`     … and ${reasons.length - MOST_REASONS} more`);
  }

  #isKnown(site, problem) {
    const matches = this.#known.filter(
      (entry) => entry.check === this.#check && (entry.site ?? site) === site && entry.problem.test(problem),
    );
    for (const entry of matches) this.#met.add(entry);
    return matches.length > 0;
  }
}
