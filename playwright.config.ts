import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { ensurePace } from './lib/testing/measure-pace.ts'
import { scaledMs } from './lib/testing/pace.ts'
import { markTests } from './lib/testing/refuse-in-tests.ts'

// `npm test` measures the machine before each tier; run by hand, Playwright does it here.
await ensurePace()
markTests()

/** Debian's package, unless CHROMIUM_PATH names another: Playwright's own download is not needed. */
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) {
  throw new Error(`No Chromium at ${executablePath}: apt-get install chromium, or set CHROMIUM_PATH.`)
}

/** Tests start the panel they need with `startPanel` (e2e/panel.ts), so there is no fixed address here. */
export default defineConfig({
  testDir: 'e2e/browser',
  outputDir: 'test-results/browser',
  timeout: scaledMs(60_000),
  expect: { timeout: scaledMs(10_000) },
  // A flaky test is a broken test.
  retries: 0,
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env['CI'] === 'true',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] },
  },
  projects: [
    { name: 'browser', testMatch: '**/*.spec.ts', testIgnore: ['**/*.lab.spec.ts', '**/*.alone.spec.ts'] },
    // What is timed by the frame: nothing else may run beside it.
    { name: 'alone', testMatch: '**/*.alone.spec.ts', workers: 1 },
    // On real hosts: the whole path takes minutes, and the hosts are shared.
    { name: 'lab', testMatch: '**/*.lab.spec.ts', timeout: scaledMs(900_000), workers: 1 },
  ],
})
