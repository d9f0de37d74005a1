import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { startChatApp } from '../../../examples/ollama-chat/server/app.ts'
import { openBrowser } from '../../support/browser.ts'

// Takes the pictures of the README from the running page: `npm run screenshots`.

const FOLDER = fileURLToPath(new URL('../../../docs/images/', import.meta.url))
const VIEWPORT = { width: 1280, height: 820 }

const out = await mkdtemp(join(tmpdir(), 'finetap-screenshots-'))
const app = await startChatApp({ out, port: 0, ollamaHosts: [], tokenDelayMs: 0, seed: 1 })
const browser = await openBrowser()
try {
  await fetch(`${app.url}/api/samples`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
  for (const colorScheme of ['light', 'dark'] as const) await take(browser, colorScheme)
} finally {
  await browser.close()
  await app.close()
  await rm(out, { recursive: true, force: true })
}

async function take(from: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await from.newContext({ viewport: VIEWPORT, deviceScaleFactor: 1.5, colorScheme })
  const page = await context.newPage()
  await page.goto(app.url)
  await ask(page, 'Where is my order QM-1001? I am jo@mail.example', 1)
  await page.getByRole('button', { name: 'Good answer' }).first().click()
  await page.keyboard.press('Escape')
  await ask(page, 'Which coffee is the mildest?', 2)
  // Numbers and bars ease to what they stand for.
  await page.locator('.turn').nth(1).waitFor()
  await page.waitForTimeout(1_000)
  await page
    .locator('.figures')
    .getByText(/in \d{3} chats/)
    .waitFor()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(FOLDER, `chat-${colorScheme}.png`) })
  await context.close()
}

/** Asks, and waits until so many answers stand there. */
async function ask(page: Page, question: string, answers: number): Promise<void> {
  const composer = page.getByRole('textbox').first()
  await composer.fill(question)
  await composer.press('Enter')
  await page
    .getByRole('button', { name: 'Good answer' })
    .nth(answers - 1)
    .waitFor()
  await page.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
}
