// The pictures of the README, from the demonstration district: shots.mjs URL FOLDER.
import { chromium } from 'playwright-core';

const [, , base, folder] = process.argv;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'] });

async function signedIn(options) {
  const context = await browser.newContext(options), page = await context.newPage();
  await page.goto(base + '/sign-in');
  await page.fill('#email', 'rosa@demo.example');
  await page.fill('#password', 'chalk-and-kindness');
  await page.press('#password', 'Enter');
  await page.waitForURL(base + '/');
  return page;
}
const shot = (page, name) => page.screenshot({ path: `${folder}/${name}.png` });

const desk = await signedIn({ viewport: { width: 1100, height: 760 } });
await shot(desk, 'home');
await desk.goto(base + '/practices?q=exit+ticket');
const practice = await desk.locator('.practice-card a').first().getAttribute('href');
await desk.goto(base + practice);
await shot(desk, 'practice');
const phone = await signedIn({ viewport: { width: 390, height: 760 }, locale: 'es-MX', colorScheme: 'dark' });
await phone.goto(base + practice);
await shot(phone, 'phone-es');
await browser.close();
