import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest'
import { startChatApp, type ChatApp, type ChatAppOptions } from '../../../examples/ollama-chat/server/app.ts'
import { openBrowser } from '../../support/browser.ts'

const WAIT_MS = 20_000

/** For `expect.poll`: as long as the page itself may take. */
export const PATIENT = { timeout: WAIT_MS }

let browser: Browser

/** One browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())
}

export type ChatOptions = Pick<ChatAppOptions, 'port' | 'tokenDelayMs'>

/** A running chatbot with an empty log, gone when the test ends. Closing it earlier is fine. */
export async function startChat({ port = 0, tokenDelayMs = 0 }: ChatOptions = {}): Promise<ChatApp> {
  const out = await mkdtemp(join(tmpdir(), 'finetap-page-'))
  const app = await startChatApp({ out, port, ollamaHosts: [], tokenDelayMs, seed: 1 })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= app.close())
  onTestFinished(async () => {
    await close()
    // A dataset may still be in the making.
    await rm(out, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
  })
  return { ...app, close }
}

export type OpenedPage = {
  readonly app: ChatApp
  readonly page: Page
  /** What the page threw or was refused. */
  readonly problems: readonly string[]
}

export type PageOptions = BrowserContextOptions & Pick<ChatOptions, 'tokenDelayMs'>

/** The page of a chatbot of its own, as a person with a fresh browser sees it. */
export async function openPage({ tokenDelayMs = 0, ...options }: PageOptions = {}): Promise<OpenedPage> {
  const app = await startChat({ tokenDelayMs })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_MS)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(app.url)
  await page.getByRole('combobox', { name: 'Model' }).getByText('finetap-demo:faq').waitFor({ state: 'attached' })
  return { app, page, problems }
}

export const composerOf = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true })
export const answersOf = (page: Page): Locator => page.getByRole('article', { name: 'Assistant' })
export const questionsOf = (page: Page): Locator => page.getByRole('article', { name: 'You' })
export const datasetOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Dataset' })
export const chatsOf = (page: Page): Locator => page.getByRole('navigation', { name: 'Your chats' })

/** Asks, and waits until the answer to it is over. */
export async function ask(page: Page, text: string): Promise<Locator> {
  const before = await answersOf(page).count()
  await composerOf(page).fill(text)
  await composerOf(page).press('Enter')
  return finished(answersOf(page).nth(before))
}

export async function finished(answer: Locator): Promise<Locator> {
  await answer.and(answer.page().locator('[aria-busy=false]')).waitFor()
  return answer
}

/** Waits until a figure of the Dataset panel says so. */
export async function waitForFigure(page: Page, label: string, value: RegExp): Promise<void> {
  const figures = datasetOf(page).locator('.figures > div').filter({ hasText: label })
  await figures.locator('b').filter({ hasText: value }).waitFor()
}

/** Nothing lies wider than the window, and no text wider than its message. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const tooWide = await page.evaluate<readonly string[]>(`
    [document.documentElement, ...document.querySelectorAll('.message-body, .words, .block')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, className }) => tagName + ' ' + className)`)
  expect(tooWide).toEqual([])
}
