import { expect, test } from 'vitest'
import { answersOf, ask, datasetOf, openPage, PATIENT, startChat, useBrowser, waitForFigure } from './chat-page.ts'

useBrowser()

test('a server that went away is missed, and found again when it is back', async () => {
  const { app, page } = await openPage()
  await ask(page, 'How long does delivery take?')
  await app.close()
  await page.getByText('This page tries again by itself').waitFor()
  await datasetOf(page).getByText('Waiting for the server').waitFor()
  await startChat({ port: Number(new URL(app.url).port) })
  await datasetOf(page).getByText('Capturing').waitFor()
  await expect.poll(() => page.getByText('This page tries again by itself').count(), PATIENT).toBe(0)
  await ask(page, 'Thanks!')
  expect(await answersOf(page).count()).toBe(2)
  await waitForFigure(page, 'Answers', /^1$/)
})

test('an Ollama that appears is offered, never taken by itself', async () => {
  const { page } = await openPage()
  const demo = { kind: 'demo', label: 'Demo model', local: true }
  const listed = {
    server: demo,
    models: [{ name: 'finetap-demo:faq', thinking: true, tools: true }],
    ollamaFound: true,
  }
  const found = {
    server: { kind: 'ollama', label: 'Ollama', local: false, host: 'gpu-box:9999' },
    models: [{ name: 'llama3.2', thinking: false, tools: true }],
  }
  await page.getByText('Demo model: looks answers up in a small FAQ, no language model').waitFor()
  await page.getByText('Nothing leaves this machine').waitFor()
  await page.route('**/api/models', (route) => route.fulfill({ json: listed }))
  await page.route('**/api/models/switch', (route) => route.fulfill({ json: found }))
  await page.reload()
  await page.getByRole('button', { name: 'Ollama found: switch' }).click()
  await page.getByRole('combobox', { name: 'Model' }).getByText('llama3.2').waitFor({ state: 'attached' })
  expect(await page.getByRole('combobox', { name: 'Model' }).inputValue()).toBe('llama3.2')
  await page.getByText('Answers come from gpu-box:9999').waitFor()
  expect(await page.getByText('Nothing leaves this machine').count()).toBe(0)
  // It does not think, so nothing offers that.
  expect(await page.getByRole('button', { name: 'Thinking' }).count()).toBe(0)
})
