// @ts-check
/** @import { Answer, Piece } from '../types.d.ts' */
import { html, memo } from '../html.js'
import { tryAgain } from '../state/chat.js'
import { AnswerActions } from './answer-actions.js'
import { focusComposer } from './composer.js'
import { Icon } from './icon.js'
import { Markdown } from './markdown.js'
import { Message, seconds } from './message.js'
import { Thinking } from './thinking.js'
import { ToolBox } from './tool-box.js'

/** @type {import('preact').ComponentType<{ answer: Answer, branch: number, branches: number, isLast: boolean }>} */
export const AnswerView = memo(({ answer, branch, branches, isLast }) => {
  const isStreaming = answer.status === 'streaming'
  const last = answer.pieces.at(-1)
  return html`
    <${Message} who="Assistant" facts=${factsOf(answer)} className="message-answer" busy=${isStreaming}>
      ${answer.pieces.map((piece) => pieceView(piece, isStreaming && piece === last))}
      ${isStreaming && last?.type !== 'text' && html`<p class="waiting"><span class="caret"></span></p>`}
      ${answer.status === 'stopped' && html`<p class="ended">Stopped</p>`}
      ${answer.status === 'error' && html`<${Failure} answer=${answer} isLast=${isLast} />`}
      <${AnswerActions} answer=${answer} branch=${branch} branches=${branches} />
    </${Message}>
  `
})

/**
 * @param {Piece} piece
 * @param {boolean} isGrowing
 */
function pieceView(piece, isGrowing) {
  switch (piece.type) {
    case 'text':
      return html`<${Markdown} text=${piece.text} isGrowing=${isGrowing} />`
    case 'thinking':
      return html`<${Thinking} text=${piece.text} isGrowing=${isGrowing} />`
    default:
      return html`<${ToolBox} tool=${piece} isGrowing=${isGrowing} />`
  }
}

/** @param {{ answer: Answer, isLast: boolean }} props */
function Failure({ answer, isLast }) {
  const onTryAgain = () => {
    tryAgain(answer.id)
    focusComposer()
  }
  return html`
    <div class="failure" role="alert">
      <${Icon} name="alert" />
      <p dir="auto">${answer.error}</p>
      ${isLast && html`<button type="button" class="button" onClick=${onTryAgain}>Try again</button>`}
    </div>
  `
}

/** @param {Answer} answer */
function factsOf({ durationMs, usage }) {
  return [
    ...(durationMs === undefined ? [] : [seconds(durationMs)]),
    ...(usage?.outputTokens === undefined ? [] : [`${usage.outputTokens.toLocaleString('en')} tok`]),
  ]
}
