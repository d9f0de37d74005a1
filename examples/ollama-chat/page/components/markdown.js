// @ts-check
/** @import { Token } from 'marked' */
import { useMemo } from 'preact/hooks'
import { html, memo } from '../html.js'
import { blocksOf, renderBlock } from '../markdown/render.js'
import { copyText } from './copy-button.js'

const COPIED_MS = 1_500

/**
 * A model's Markdown, block by block: while it grows, only its last block is drawn again.
 * @param {{ text: string, isGrowing: boolean }} props
 */
export function Markdown({ text, isGrowing }) {
  const blocks = useMemo(() => blocksOf(text), [text])
  return html`
    <div class=${`markdown ${isGrowing ? 'growing' : ''}`} dir="auto" onClick=${onClick}>
      ${blocks.map((block, index) => html`<${Block} key=${index} raw=${block.raw} block=${block} />`)}
    </div>
  `
}

/** @type {import('preact').ComponentType<{ raw: string, block: Token }>} */
const Block = memo(({ raw, block }) => {
  const markup = useMemo(() => renderBlock(block), [raw])
  return html`<div class="block" dir="auto" dangerouslySetInnerHTML=${{ __html: markup }}></div>`
})

/** @param {MouseEvent} event */
async function onClick({ target }) {
  if (!(target instanceof HTMLButtonElement) || !target.classList.contains('code-copy')) return
  const code = target.closest('.code')?.querySelector('code')?.textContent ?? ''
  if (!(await copyText(code))) return
  target.textContent = 'Copied'
  setTimeout(() => {
    target.textContent = 'Copy'
  }, COPIED_MS)
}
