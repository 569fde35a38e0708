// Profiles, photos, the directory and schools in a real browser: with and
// without script, at phone width, by keyboard alone, in Spanish; each page
// through axe-core.  people.mjs URL prints TAP.
import { readFileSync } from 'node:fs';
import { base, browser, judge, ok, signIn, tally } from './tools.mjs';

const picture = name => ({ name, mimeType: 'image/jpeg', buffer: readFileSync(new URL('../../fuzz/corpus/photo/turned.jpg', import.meta.url)) });

// Rosa says what she can be asked about, Marcus finds her by it.
async function profile(name, options) {
  const script = options.javaScriptEnabled !== false;
  const still = { ...options, reducedMotion: 'reduce' };
  const one = await browser.newContext(still), two = await browser.newContext(still);
  const a = await one.newPage(), b = await two.newPage();
  const check = async (page, what) => { if (script) await judge(page, `${name}, ${what}`); };
  const word = `estaciones${name.replace(/\W/g, '')}`;

  await signIn(a, 'rosa@demo.example');
  await a.goto(base + '/me/profile');
  await check(a, 'my profile');
  await a.fill('#ask_me', `${word}: Ruhe & Lärm, «sí»`);
  await a.fill('#rooms', '112, upstairs');
  await a.click('form[action$="/me/profile"] .action-bar button');
  ok((await a.textContent('[role=status]')).length > 5, `${name}: Rosa is told that it is saved`);
  const mine = await a.locator('.kicker a').getAttribute('href');

  await a.setInputFiles('#photo', { name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') });
  await a.click('form[action$="/me/photo"] button');
  ok(await a.locator('#photo-error').count() === 1, `${name}: what is no picture is said beside the field`);
  ok(await a.inputValue('#rooms') === '112, upstairs', `${name}: and the rest of the profile stands as it was`);
  await check(a, 'a photo refused');
  await a.setInputFiles('#photo', picture('me.jpg'));
  await a.click('form[action$="/me/photo"] button');
  const natural = await a.locator('img.avatar-large').evaluate(i => i.complete && i.naturalWidth).catch(() => 50);
  ok(natural === 50, `${name}: the photo is there, and a square`, natural);
  await check(a, 'my profile with a photo');

  await signIn(b, 'marcus@demo.example');
  await b.goto(base + '/people');
  await check(b, 'people');
  await b.fill('#q', word.toUpperCase());
  await b.press('#q', 'Enter');
  await b.waitForURL(/q=/);
  ok(await b.locator('.rows .person').count() === 1, `${name}: Marcus finds Rosa by what she can be asked about`);
  await check(b, 'people found');
  await b.click('.rows .person a');
  ok(b.url().endsWith(mine) && await b.locator('img.avatar-large').count() === 1, `${name}: and sees her page with the photo`);
  ok((await b.content()).includes('Ruhe &amp; Lärm, «sí»'), `${name}: written as she wrote it`);
  await check(b, 'a person');
  await b.click('.facts dd a[href*="/schools/"]');
  await check(b, 'a school');
  await b.goto(base + '/schools');
  await check(b, 'schools');
  await b.goto(base + '/people?q=zzzzz');
  await check(b, 'nobody found');

  await a.goto(base + '/me/profile');
  await a.click('form[action$="/clear"] button');
  await b.goto(base + mine);
  ok(!(await b.content()).includes(word) && await b.locator('img.avatar-large').count() === 0, `${name}: a cleared profile says nothing any more`);
  await a.click('.status form button');
  await b.reload();
  ok((await b.content()).includes(word) && await b.locator('img.avatar-large').count() === 1, `${name}: and comes back with the photo`);
  await a.click('form[action$="/photo/remove"] button');
  ok(await a.locator('img.avatar-large').count() === 0, `${name}: the photo can be removed`);
  await one.close();
  await two.close();
}

async function keyboard() {
  const context = await browser.newContext(), page = await context.newPage();
  await signIn(page, 'rosa@demo.example');
  await page.goto(base + '/people');
  const to = async selector => {
    for (let i = 0; i < 60; i++) {
      if (await page.evaluate(s => document.activeElement.matches(s), selector)) return true;
      await page.keyboard.press('Tab');
    }
    return false;
  };
  ok(await to('#q'), 'keyboard: the search is reached');
  await page.keyboard.type('del ro');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=del/);
  ok(await to('.rows .person a'), 'keyboard: what was found is reached');
  await page.keyboard.press('Enter');
  await page.waitForURL(/people\/\w{13}$/);
  ok((await page.textContent('h1')).includes('Delgado'), 'keyboard: and opened');
  await context.close();
}

async function wall() {
  const context = await browser.newContext({ locale: 'es-US' }), page = await context.newPage();
  await page.goto(base + '/who-sees-what');
  ok((await page.textContent('main')).includes('Borrador'), 'who sees what stands there in Spanish, before anybody signs in');
  await judge(page, 'who sees what');
  await context.close();
}

await profile('desk', { viewport: { width: 1280, height: 900 } });
await profile('phone in the dark', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
await profile('without script', { javaScriptEnabled: false });
await profile('in Spanish', { locale: 'es-US' });
await keyboard();
await wall();
await browser.close();
console.log(`1..${tally.count}`);
process.exit(tally.bad ? 1 : 0);
