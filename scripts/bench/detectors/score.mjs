// Which attacks were found, and which findings are about none.
import { hour } from './shop.mjs';

/**
 * @typedef {import('./attacks.mjs').Label} Label
 * @typedef {import('../../../src/core/security/findings/finding').Finding} Finding
 * @typedef {{ attacks: number, found: number, findings: number, wrong: number }} Count
 */

/** Ids of a finding's detectors: each member's id begins with its own. @param {Finding} finding */
const detectorsOf = (finding) => [...new Set((finding.members ?? [finding.id]).map((id) => id.split(' ')[0]))];

/** A finding is about an attack when they meet in time and in somebody. @param {Finding} finding @param {Label} label */
function meets(finding, label) {
  if (finding.last < label.from || finding.first > label.to + hour) return false;
  if (label.source !== undefined) return finding.evidence.some(({ source }) => source === label.source);
  // Of thousands of addresses a finding names the ten busiest: two wide ones that overlap are the same.
  if (
    label.ips.size > 10 &&
    finding.ips.total > 10 &&
    Math.min(finding.last, label.to) - Math.max(finding.first, label.from) > (label.to - label.from) / 2
  )
    return true;
  const client = (/** @type {string} */ ip) => ip.split(':').slice(0, 4).join(':');
  return (
    finding.ips.top.some(
      ({ value }) =>
        label.ips.has(value) || (value.includes(':') && [...label.ips].some((ip) => client(ip) === client(value))),
    ) || finding.users.top.some(({ value }) => label.users.has(value.toLowerCase()))
  );
}

/**
 * An attack is found when a finding of a fitting detector is about it. A finding is wrong when none of its detectors fits any
 * attack that it is about.
 * @param {readonly Finding[]} findings @param {readonly Label[]} labels @param {Map<string, Count>} counts added to
 * @param {{ missed?: (label: Label) => void, wrong?: (finding: Finding) => void }} [hears]
 */
export function score(findings, labels, counts, hears = {}) {
  const of = (/** @type {string} */ id) => {
    const known = counts.get(id) ?? { attacks: 0, found: 0, findings: 0, wrong: 0 };
    counts.set(id, known);
    return known;
  };
  for (const label of labels) {
    if (label.swallowed === true) continue;
    const count = of(label.below === true ? `${label.kind}, below the floor: ${label.strength}` : label.kind);
    count.attacks++;
    if (findings.some((finding) => detectorsOf(finding).some((id) => label.fits.includes(id)) && meets(finding, label)))
      count.found++;
    else hears.missed?.(label);
  }
  for (const finding of findings) {
    const ids = detectorsOf(finding);
    const count = of(finding.detector);
    count.findings++;
    if (
      labels.some((label) => ids.some((id) => label.fits.includes(id) || alsoRight(label, id)) && meets(finding, label))
    )
      continue;
    count.wrong++;
    hears.wrong?.(finding);
  }
}

const guessing = [
  'bruteForceAccount',
  'bruteForceIp',
  'distributedBruteForce',
  'credentialStuffing',
  'passwordSpraying',
  'lockoutStorm',
  'successAfterFailures',
];

/** Whoever stuffs credentials is rightly said to use brute force from an address, even if that is not the whole of it. */
const alsoRight = (/** @type {Label} */ label, /** @type {string} */ id) =>
  guessing.includes(label.kind) && guessing.includes(id);
