// What the journeys share: Chromium, a count of checks in TAP, axe-core as the
// judge of a page, and signing in.
import { chromium } from 'playwright-core';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

export const base = process.argv[2];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const tally = { count: 0, bad: 0 };
export const ok = (good, what, more = '') => {
  console.log(`${good ? 'ok' : 'not ok'} ${++tally.count} - ${what}`);
  if (!good) { tally.bad++; if (more) console.log('# ' + String(more).replace(/\n/g, '\n# ')); }
};
export const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'] });

// axe needs script; pages are judged from a context that has it, with the same cookies.
export const judge = async (page, what) => {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  ok(found.violations.length === 0, `${what}: axe finds nothing`,
    found.violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`).join('\n'));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  ok(wide <= 0, `${what}: nothing runs over the edge`, `${wide} px too wide`);
};

export const signIn = async (page, email) => {
  await page.goto(base + '/sign-in');
  await page.fill('#email', email);
  await page.fill('#password', 'chalk-and-kindness');
  await page.press('#password', 'Enter');
  await page.waitForURL(base + '/');
};
