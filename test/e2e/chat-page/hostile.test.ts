import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { ask, expectNoSidewaysScroll, openPage, questionsOf, useBrowser } from './chat-page.ts'

useBrowser()

/** The next answers say this, whatever is asked. */
async function answerWith(page: Page, content: string): Promise<void> {
  const lines = [
    { type: 'text', text: content },
    { type: 'done', id: '1', messages: [{ role: 'assistant', content }], usage: {}, finishReason: 'stop' },
  ]
  await page.route('**/api/chat', (route) =>
    route.fulfill({ body: lines.map((line) => JSON.stringify(line)).join('\n') }),
  )
}

test('what a model writes runs nothing and loads nothing', async () => {
  const { page, problems } = await openPage()
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  await answerWith(
    page,
    [
      '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2"><svg onload="window.hacked = 3">',
      '[click](javascript:window.hacked=4) [data](data:text/html,x) [fine](https://shop.example/tea?a=1&b=2)',
      '![a picture](https://images.example/pixel.png)',
      '<a href="javascript:window.hacked=5">raw</a> <iframe src="https://frames.example"></iframe>',
      '[quote"onclick=](https://shop.example/"onmouseover="window.hacked=6)',
      '```html" onclick="window.hacked=7\n<b onclick=1>code</b>\n```',
    ].join('\n\n'),
  )
  const answer = await ask(page, 'Attack me')
  await answer.getByText('click', { exact: false }).first().click()
  const links = await answer
    .getByRole('link')
    .evaluateAll((all) => all.map((link) => ['href', 'target', 'rel'].map((name) => link.getAttribute(name))))
  expect(links).toContainEqual(['https://shop.example/tea?a=1&b=2', '_blank', 'noopener noreferrer'])
  expect(links).toContainEqual(['https://images.example/pixel.png', '_blank', 'noopener noreferrer'])
  expect(links.every(([href]) => href?.startsWith('https://'))).toBe(true)
  expect(await answer.locator('img, iframe, script, .markdown svg, [onclick], [onerror], [onmouseover]').count()).toBe(
    0,
  )
  expect(await answer.innerText()).toContain('<script>window.hacked = 1</script>')
  expect(await page.evaluate('window.hacked')).toBeUndefined()
  expect(requests.filter((url) => !url.startsWith('http://127.0.0.1'))).toEqual([])
  expect(problems).toEqual([])
})

test('Markdown has its tables, its lists to tick off and its code to copy', async () => {
  const { page } = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  await answerWith(page, '| Tea | Minutes |\n|---|--:|\n| Sencha | 1 |\n\n- [x] boiled\n\n```ts\nawait brew()\n```')
  const answer = await ask(page, 'How?')
  await answer.getByRole('cell', { name: 'Sencha' }).waitFor()
  expect(await answer.getByRole('checkbox').isChecked()).toBe(true)
  await answer.getByRole('button', { name: 'Copy', exact: true }).click()
  await answer.getByRole('button', { name: 'Copied', exact: true }).waitFor()
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('await brew()')
})

test('long words, long messages and right-to-left text stay inside the page', async () => {
  const { page } = await openPage({ viewport: { width: 390, height: 844 } })
  await answerWith(
    page,
    `${'w'.repeat(600)}\n\n\`${'c'.repeat(300)}\`\n\nمرحبا بالعالم\n\n| ${'t'.repeat(200)} | b |\n|---|---|\n| 1 | 2 |`,
  )
  const answer = await ask(page, `${'x'.repeat(3_000)} ${'Ein langer Satz. '.repeat(420)}`)
  await expectNoSidewaysScroll(page)
  await answer.locator('p:dir(rtl)').getByText('مرحبا بالعالم').waitFor()
  const question = questionsOf(page).first()
  const folded = (await question.boundingBox())?.height ?? 0
  await question.getByRole('button', { name: /Show all/ }).click()
  expect((await question.boundingBox())?.height).toBeGreaterThan(2 * folded)
  await expectNoSidewaysScroll(page)
})
