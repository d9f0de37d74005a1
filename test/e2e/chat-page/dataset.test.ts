import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readZip } from '../../examples/ollama-chat/zip-reader.ts'
import { answersOf, ask, datasetOf, openPage, useBrowser, waitForFigure, PATIENT } from './chat-page.ts'

useBrowser()

test('a turn appears in the Dataset panel as it is captured, with personal data masked', async () => {
  const { page } = await openPage()
  const dataset = datasetOf(page)
  await dataset.getByText('Nothing captured yet').waitFor()
  await ask(page, 'I am ada@example.org. How long does delivery take?')
  const turn = dataset.getByRole('listitem').filter({ hasText: 'How long does delivery take?' })
  await turn.getByText('[EMAIL]').first().waitFor()
  expect(await dataset.innerText()).not.toContain('ada@example.org')
  await waitForFigure(page, 'Answers', /^1$/)
  await waitForFigure(page, 'Masked', /^1$/)
  await dataset.getByRole('row', { name: /^Kept/ }).getByText('1', { exact: true }).waitFor()
  await dataset.getByRole('img', { name: /^Answers by tokens/ }).waitFor()
})

test('a thumb, its reason and a better answer reach the log', async () => {
  const { app, page } = await openPage()
  const answer = await ask(page, 'How long does delivery take?')
  const bad = answer.getByRole('button', { name: 'Bad answer' })
  await bad.click()
  await expect.poll(() => bad.getAttribute('aria-pressed'), PATIENT).toBe('true')
  await answer.getByRole('button', { name: 'Too long' }).click()
  await answer.getByRole('textbox', { name: 'Comment' }).fill('I asked for Norway')
  await answer.getByRole('textbox', { name: 'A better answer' }).fill('Six days.')
  await answer.getByRole('button', { name: 'Send', exact: true }).click()
  await page.getByText('it is in the log').waitFor()
  await datasetOf(page).getByTitle('thumbs down').waitFor()
  await datasetOf(page).getByText('It does not change the rows yet').waitFor()
  await app.recorder.flush()
  const events = await Array.fromAsync(app.recorder.store.read())
  const feedback = events.filter(({ type }) => type === 'feedback')
  expect(feedback).toContainEqual(expect.objectContaining({ comment: 'Too long. I asked for Norway' }))
  expect(JSON.stringify(feedback)).toContain('Six days.')
})

test('the question why goes when the next thing is asked, and is one at a time', async () => {
  const { page } = await openPage()
  const first = await ask(page, 'How long does delivery take?')
  const second = await ask(page, 'Thanks!')
  const why = page.getByRole('form', { name: 'Why?' })
  await first.getByRole('button', { name: 'Bad answer' }).click()
  await second.getByRole('button', { name: 'Good answer' }).click()
  await why.getByText('What was good?').waitFor()
  expect(await why.count()).toBe(1)
  await ask(page, 'Which coffee is the mildest?')
  expect(await why.count()).toBe(0)
})

test('the funnel counts answers, and says in words why one does not stand', async () => {
  const { page } = await openPage()
  await ask(page, 'How long does delivery take?')
  await ask(page, '/error')
  const filters = datasetOf(page).getByRole('region', { name: 'What survives the filters' })
  await filters.getByText('1 failed').waitFor()
  await filters.getByText('in 1 chat').waitFor()
  expect(await filters.getByText('answers', { exact: true }).count()).toBe(1)
  expect(await filters.getByText('It does not change the rows yet').count()).toBe(0)
})

test('a thumb that the server refuses is taken back', async () => {
  const { page } = await openPage()
  const answer = await ask(page, 'How long does delivery take?')
  await page.route('**/api/feedback', (route) =>
    route.fulfill({ status: 429, json: { error: { code: 'too_many', message: 'Too many judgements' } } }),
  )
  const good = answer.getByRole('button', { name: 'Good answer' })
  await good.click()
  await page.getByText('Not sent: Too many judgements').waitFor()
  expect(await good.getAttribute('aria-pressed')).toBe('false')
})

test('Export says that there is nothing yet; after the samples it downloads every format', async () => {
  const { page } = await openPage()
  const dataset = datasetOf(page)
  await dataset.getByRole('button', { name: 'Export all formats' }).click()
  await dataset.getByText('Nothing to export yet').waitFor()
  await dataset.getByRole('button', { name: 'Fill with 200 sample chats' }).click()
  await page.getByText('200 sample chats added').waitFor()
  await dataset.getByText('Nothing to export yet').waitFor({ state: 'detached' })
  await waitForFigure(page, 'Usable chats', /^1\d\d$/)
  await waitForFigure(page, 'Tokens', /^1\d(\.\d)?K$/)
  const download = page.waitForEvent('download')
  await dataset.getByRole('button', { name: 'Export all formats' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe('finetap-dataset.zip')
  const names = [...readZip(await readFile(await file.path())).keys()].join('\n')
  for (const part of ['manifest.json', 'report.json', 'chatml', 'alpaca', 'csv']) expect(names).toContain(part)
})

test('the tabs of the formats show rows of each, by arrow keys', async () => {
  const { page } = await openPage()
  await ask(page, 'How long does delivery take?')
  const dataset = datasetOf(page)
  const rows = dataset.getByRole('tabpanel')
  await rows.getByText('"messages"').waitFor()
  await dataset.getByText('1 row, a chat each').waitFor()
  await dataset.getByRole('tab', { name: 'ChatML' }).focus()
  await page.keyboard.press('ArrowRight')
  await rows.getByText('"instruction"').waitFor()
  await dataset.getByText('1 row, a question each').waitFor()
  expect(await dataset.getByRole('tab', { selected: true }).innerText()).toBe('Alpaca')
})

test('the panel is about the chat that is open', async () => {
  const { page } = await openPage()
  await ask(page, 'How long does delivery take?')
  const dataset = datasetOf(page)
  await dataset.getByRole('listitem').getByText('How long does delivery take?').waitFor()
  await page.getByRole('button', { name: 'New chat' }).click()
  await dataset.getByText('Nothing from this chat yet').waitFor()
  await waitForFigure(page, 'Answers', /^1$/)
  expect(await answersOf(page).count()).toBe(0)
})
