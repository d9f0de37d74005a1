import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import {
  answersOf,
  ask,
  composerOf,
  datasetOf,
  expectNoSidewaysScroll,
  finished,
  openPage,
  questionsOf,
  useBrowser,
  PATIENT,
} from './chat-page.ts'

useBrowser()

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const

const groundOf = (page: Page): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor')

test('the system chooses light or dark, the button overrules it, and a reload keeps that', async () => {
  const { page } = await openPage({ colorScheme: 'dark' })
  const dark = await groundOf(page)
  await page.getByRole('button', { name: 'Switch to the light theme' }).click()
  const light = await groundOf(page)
  expect(light).not.toBe(dark)
  await page.reload()
  expect(await groundOf(page)).toBe(light)
  await page.getByRole('button', { name: 'Switch to the dark theme' }).click()
  expect(await groundOf(page)).toBe(dark)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(() => groundOf(page), PATIENT).toBe(light)
})

/** Contrast of every text on the page with what lies behind it, those below the mark. */
const FAINT = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const channels = (colour) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = colour
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const light = ([r, g, b]) => [r, g, b]
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0)
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return channels(getComputedStyle(document.documentElement).backgroundColor)
  }
  const isText = (node) => node.nodeType === 3 && node.data.trim() !== ''
  return [...document.querySelectorAll('body *')]
    .filter((element) => [...element.childNodes].some(isText) && element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => !element.matches('button:disabled, button:disabled *, option'))
    .map((element) => {
      const style = getComputedStyle(element)
      const text = light(channels(element instanceof SVGElement ? style.fill : style.color))
      const behind = light(ground(element))
      const contrast = (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05)
      return { contrast, what: element.className + ': ' + element.textContent.trim().slice(0, 40) }
    })
    .filter(({ contrast }) => contrast < 4.5)
    .map(({ contrast, what }) => contrast.toFixed(2) + ' ' + what)
})()`

test.for(['light', 'dark'] as const)('every text stands out in %s', async (colorScheme) => {
  const { page } = await openPage({ colorScheme })
  expect(await page.evaluate(FAINT)).toEqual([])
  await ask(page, 'Where is my order QM-1001?')
  await ask(page, '/error')
  const answer = await ask(page, '/pii')
  await answer.getByRole('button', { name: 'Bad answer' }).click()
  await datasetOf(page).getByText('[EMAIL]').first().waitFor()
  await datasetOf(page).getByRole('row', { name: /^Kept/ }).waitFor()
  expect(await page.evaluate(FAINT)).toEqual([])
})

test('all by keyboard: ask, rate, edit, menu, settings, theme', async () => {
  const { page } = await openPage()
  await page.keyboard.press('Tab')
  await page.keyboard.press('/')
  await page.keyboard.type('Hello')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('How long does delivery take?')
  expect(await composerOf(page).inputValue()).toBe('Hello\nHow long does delivery take?')
  await page.keyboard.press('Enter')
  const answer = await finished(answersOf(page).first())
  await tabTo(page, answer.getByRole('button', { name: 'Good answer' }))
  await page.keyboard.press('Space')
  await answer.getByRole('form', { name: 'Why?' }).waitFor()
  await tabTo(page, answer.getByRole('button', { name: 'Clear' }))
  await page.keyboard.press('Enter')
  await tabTo(page, answer.getByRole('button', { name: 'Send', exact: true }))
  await page.keyboard.press('Enter')
  await page.getByText('it is in the log').waitFor()
  await tabTo(page, questionsOf(page).first().getByRole('button', { name: 'Edit question' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await questionsOf(page).first().getByRole('textbox').waitFor({ state: 'detached' })
  await tabTo(page, page.getByRole('button', { name: /^Actions for/ }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate('document.activeElement.textContent')).toBe('Delete and forget')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('menu').count()).toBe(0)
  await tabTo(page, page.getByRole('button', { name: 'Settings' }))
  for (const round of ['first', 'second']) {
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate('document.activeElement.textContent.trim()'), round).toBe('Settings')
  }
  await tabTo(page, page.getByRole('button', { name: 'Switch to the dark theme' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Switch to the light theme' }).waitFor()
})

async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const focused = target.and(page.locator(':focus-visible'))
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await focused.count()) === 1) return
    await page.keyboard.press(key)
  }
  expect(await focused.count(), 'reached by Tab').toBe(1)
}

test('on a phone: one column, and the two sides are sheets', async () => {
  const { page } = await openPage(PHONE)
  await expectNoSidewaysScroll(page)
  const answer = await ask(page, '/long')
  await expectNoSidewaysScroll(page)
  await answer.getByRole('button', { name: 'Bad answer' }).click()
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Dataset' }).click()
  await datasetOf(page).getByText('Captured a moment ago').waitFor()
  await expectNoSidewaysScroll(page)
  await datasetOf(page).getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Chats', exact: true }).click()
  await page.getByRole('button', { name: 'New chat' }).click()
  await page.getByRole('heading', { name: 'Ask something' }).waitFor()
  expect(await datasetOf(page).count()).toBe(0)
})

/** Texts of the panel and of the composer's row that their box cuts. The first line of a long question may end in dots. */
const CUT = `[...document.querySelectorAll('.panel-dataset *, .composer-row *, .notice *')]
  .filter((element) => element.checkVisibility() && !element.closest('.hidden, .turn-question, svg, select'))
  .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
  .filter((element) => getComputedStyle(element).overflowX !== 'visible' && !element.matches('.tabs'))
  .map((element) => element.className + ': ' + element.textContent.trim().slice(0, 40))`

test.for([
  ['a small window', { viewport: { width: 1280, height: 800 } }],
  ['a phone', PHONE],
] as const)('no text is cut on %s, and the notice covers nothing', async ([, options]) => {
  const { page } = await openPage(options)
  await ask(page, 'I am ada@example.org, see https://shop.example/a?b=1. Where is my order QM-1001?')
  await ask(page, '/error')
  if ((await datasetOf(page).count()) === 0) await page.getByRole('button', { name: 'Dataset' }).click()
  await datasetOf(page).getByRole('button', { name: 'Fill with 200 sample chats' }).click()
  const notice = page.getByText('200 sample chats added')
  await notice.waitFor()
  // Beside it, in the panel or the chat that shows it, lies all that scrolls and all that is pressed.
  const covered = `(() => {
    const notice = document.querySelector('.notice p').getBoundingClientRect()
    return [...document.querySelector('.notice').parentElement.children]
      .filter((other) => !other.matches('.notice'))
      .map((other) => other.getBoundingClientRect())
      .filter(({ top, bottom, height }) => height > 0 && top < notice.bottom && bottom > notice.top).length
  })()`
  expect(await page.evaluate(covered)).toBe(0)
  await datasetOf(page)
    .locator('.figures')
    .getByText(/in \d{3} chats/)
    .waitFor()
  expect(await page.evaluate(CUT)).toEqual([])
})

test('on a phone every button is 40 pixels high', async () => {
  const { page } = await openPage(PHONE)
  await ask(page, 'How long does delivery take?')
  const heights = (await page.evaluate(`[...document.querySelectorAll('button, select, summary, [role=tab]')]
    .filter((control) => control.checkVisibility({ visibilityProperty: true }))
    .map((control) => [control.ariaLabel ?? control.textContent.trim(), control.getBoundingClientRect().height])
    .filter(([, height]) => height < 40)`)) as unknown[]
  expect(heights).toEqual([])
})
