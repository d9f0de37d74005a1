import { expect, test } from 'vitest'
import {
  answersOf,
  ask,
  chatsOf,
  composerOf,
  finished,
  openPage,
  questionsOf,
  useBrowser,
  PATIENT,
} from './chat-page.ts'

useBrowser()

test('an answer streams in, with its tool call, and the chat is named after its first question', async () => {
  const { page, problems } = await openPage()
  const answer = await ask(page, 'Where is my order QM-1001?')
  await answer.getByRole('region', { name: 'Tool get_order' }).getByText('"QM-1001"').first().waitFor()
  expect(await answer.locator('.markdown').innerText()).toContain('QM-1001')
  await chatsOf(page).getByRole('button', { name: 'Where is my order QM-1001?', exact: true }).waitFor()
  expect(problems).toEqual([])
})

test('thinking is folded away and opens', async () => {
  const { page } = await openPage()
  await page.getByRole('button', { name: 'Thinking' }).click()
  const answer = await ask(page, 'How long does delivery take?')
  const thoughts = answer.getByText('I look for:')
  expect(await thoughts.isVisible()).toBe(false)
  await answer.getByText('Thought about it').click()
  await thoughts.waitFor()
})

test('Stop and Escape end an answer and keep what is there', async () => {
  const { page } = await openPage({ tokenDelayMs: 15 })
  await composerOf(page).fill('/long')
  await composerOf(page).press('Enter')
  const first = answersOf(page).first()
  await first.locator('.markdown').waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await first.getByText('Stopped').waitFor()
  expect(await first.locator('.markdown').innerText()).toContain('All about')
  await composerOf(page).fill('/long')
  await composerOf(page).press('Enter')
  await answersOf(page).nth(1).locator('.markdown').waitFor()
  await page.keyboard.press('Escape')
  await answersOf(page).nth(1).getByText('Stopped').waitFor()
})

test('Answer again grows a second answer, and the arrows switch between the two', async () => {
  const { page } = await openPage()
  const answer = await ask(page, 'How long does delivery take?')
  const first = await answer.locator('.markdown').innerText()
  await answer.getByRole('button', { name: 'Answer again' }).click()
  await answer.getByText('2/2').waitFor()
  await finished(answer)
  const second = await answer.locator('.markdown').innerText()
  expect(second).not.toBe(first)
  await answer.getByRole('button', { name: 'Previous answer' }).click()
  await answer.getByText('1/2').waitFor()
  expect(await answer.locator('.markdown').innerText()).toBe(first)
  // The end of the row keeps the focus: the other arrow is one key away.
  expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Previous answer')
  await answer.getByRole('button', { name: 'Next answer' }).click()
  expect(await answer.locator('.markdown').innerText()).toBe(second)
})

test('an edited question is a branch with its own answer, and the old one comes back', async () => {
  const { page } = await openPage()
  await ask(page, 'How long does delivery take?')
  await ask(page, 'Thanks!')
  const question = questionsOf(page).first()
  await question.hover()
  await question.getByRole('button', { name: 'Edit question' }).click()
  await question.getByRole('textbox', { name: 'Your question' }).fill('How do I brew green tea?')
  await page.keyboard.press('Enter')
  await question.getByText('2/2').waitFor()
  await finished(answersOf(page).first())
  expect(await questionsOf(page).count()).toBe(1)
  await question.getByRole('button', { name: 'Previous question' }).click()
  await question.getByText('How long does delivery take?').waitFor()
  expect(await questionsOf(page).count()).toBe(2)
})

test('a failed answer says why, and Try again takes its place', async () => {
  const { page } = await openPage()
  let fails = true
  await page.route('**/api/chat', (route) => (fails ? route.abort() : route.continue()))
  const answer = await ask(page, 'How long does delivery take?')
  await answer.getByRole('alert').getByText('does not answer').waitFor()
  await page.getByText('This page tries again by itself').waitFor()
  fails = false
  await answer.getByRole('button', { name: 'Try again' }).click()
  await answer.locator('.markdown').waitFor()
  await finished(answer)
  expect(await answersOf(page).count()).toBe(1)
  expect(await answer.getByText('2/2').count()).toBe(0)
  expect(await page.getByText('This page tries again by itself').count()).toBe(0)
})

test("the model's own error stands in the thread", async () => {
  const { page } = await openPage()
  const answer = await ask(page, '/error')
  expect(await answer.getByRole('alert').innerText()).not.toBe('')
  await answer.getByRole('button', { name: 'Try again' }).waitFor()
})

test('the reader who scrolled up stays there; Jump to latest follows again', async () => {
  const { page } = await openPage({ tokenDelayMs: 4 })
  await composerOf(page).fill('/long')
  await composerOf(page).press('Enter')
  const thread = page.getByRole('region', { name: 'Messages' })
  const placeOf = (field: 'scrollTop' | 'scrollHeight') => () =>
    page.evaluate<number>(`document.querySelector('.thread').${field}`)
  await expect.poll(placeOf('scrollTop'), PATIENT).toBeGreaterThan(300)
  await thread.hover()
  await page.mouse.wheel(0, -200)
  const jump = page.getByRole('button', { name: 'Jump to latest' })
  await jump.waitFor()
  const [place, height] = [await placeOf('scrollTop')(), await placeOf('scrollHeight')()]
  await expect.poll(placeOf('scrollHeight'), PATIENT).toBeGreaterThan(height + 60)
  expect(await placeOf('scrollTop')()).toBe(place)
  await jump.click()
  await jump.waitFor({ state: 'detached' })
  await expect.poll(placeOf('scrollTop'), PATIENT).toBeGreaterThan(place)
  await page.keyboard.press('Escape')
})
