/** The HTML report in a real browser, opened as a file: it loads nothing, breaks nowhere, and can be used by keyboard. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { atEnd } from './support/cleanup.ts';
import { lbsim } from './support/lbsim.ts';
import { BACKEND_CRASH, BACKEND_HANG, FLAPPING, IGNORES_STATE } from './support/scenarios.ts';
import { tempDir } from './support/temp.ts';
import { findBrowser, nameWith } from './support/tools.ts';

const browserPath = findBrowser();
const missing = browserPath === null ? 'there is no /usr/bin/chromium, and CHROMIUM_PATH names no other' : null;

describe.skipIf(missing !== null)(nameWith('the HTML report', missing), () => {
  let browser: Browser;
  let good: string;
  let bad: string;

  beforeAll(async () => {
    const reports = tempDir();
    const run = ['run', '--world', 'virtual', BACKEND_CRASH, '--reports'];
    await lbsim([...run, join(reports, 'good')]);
    await lbsim([...run, join(reports, 'bad'), '--subject', IGNORES_STATE]);
    good = pathToFileURL(join(reports, 'good/backend-crash/report.html')).href;
    bad = pathToFileURL(join(reports, 'bad/backend-crash/report.html')).href;
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    });
    atEnd(() => browser.close());
  });

  /** Opens a report and fails the test for anything that the page loads or complains of. */
  async function open(url: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage(options);
    atEnd(() => page.close());
    const trouble: string[] = [];
    page.on('console', (message) => trouble.push(message.text()));
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== url && !request.url().startsWith('data:')) trouble.push(`requested ${request.url()}`);
    });
    atEnd(() => expect(trouble).toEqual([]));
    await page.goto(url);
    return page;
  }

  const VIEWS = [
    ['light', 1200],
    ['dark', 1200],
    ['light', 360],
    ['dark', 360],
  ] as const;

  it.each(VIEWS)('%s, %i px wide: all is there, legible, and nothing sticks out', async (colorScheme, width) => {
    const page = await open(bad, { colorScheme, viewport: { width, height: 900 } });
    expect(await page.title()).toMatch(/backend-crash: violated/);
    expect(await page.locator('h1').textContent()).toBe('backend-crash');
    expect(await page.locator('.verdict').textContent()).toMatch(/violated/i);
    for (const heading of ['Timeline', 'Checks', 'Phases', 'Backends', 'Run it again']) {
      expect(await page.getByRole('heading', { name: heading }).isVisible()).toBe(true);
    }
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    const [text, background] = await page.evaluate<[string, string]>(
      '(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.body))',
    );
    expect(luminance(background) > luminance(text)).toBe(colorScheme === 'light');
    expect(contrast(text, background)).toBeGreaterThan(7);
    if (process.env.LBSIM_SCREENSHOTS !== undefined) {
      await page.screenshot({
        path: join(process.env.LBSIM_SCREENSHOTS, `${colorScheme}-${width}.png`),
        fullPage: true,
      });
    }
  });

  it('shows all columns of its tables on an ordinary screen', async () => {
    const reports = tempDir();
    await lbsim(['run', '--world', 'virtual', FLAPPING, BACKEND_HANG, '--reports', reports]);
    for (const name of ['flapping', 'backend-hang']) {
      const url = pathToFileURL(join(reports, name, 'report.html')).href;
      const page = await open(url, { viewport: { width: 1200, height: 900 } });
      const hidden = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.tablebox .scroll')].map((box) => box.scrollWidth - box.clientWidth)",
      );
      expect(hidden).toEqual([0, 0, 0]);
    }
  });

  it('says at a glance that all held', async () => {
    const page = await open(good);
    expect(await page.title()).toMatch(/backend-crash: holds/);
    expect(await page.locator('.verdict').textContent()).toMatch(/holds/i);
  });

  it('opens its details by keyboard alone', async () => {
    const page = await open(bad);
    const closed = page.locator('details:not([open])');
    const count = await closed.count();
    expect(count).toBeGreaterThan(0);
    const reached = new Set<number>();
    // Every stop of the tab key, until it leaves the page.
    for (let stops = 0; stops < 200 && reached.size < count; stops++) {
      await page.keyboard.press('Tab');
      const index = await page.evaluate<number>(
        "document.activeElement?.tagName === 'SUMMARY' && !document.activeElement.parentElement.open" +
          " ? [...document.querySelectorAll('details')].indexOf(document.activeElement.parentElement) : -1",
      );
      if (index < 0) continue;
      reached.add(index);
      const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).not.toBe('none');
      await page.keyboard.press('Enter');
      expect(await page.locator('details').nth(index).getAttribute('open')).not.toBeNull();
    }
    expect(reached.size).toBe(count);
  });
});

/** WCAG 2: of `rgb(r, g, b)`. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
