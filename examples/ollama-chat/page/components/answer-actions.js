// @ts-check
/** @import { Answer, Thumb } from '../types.d.ts' */
import { html } from '../html.js'
import { running } from '../state/answering.js'
import { regenerate } from '../state/chat.js'
import { judge, reasonedAbout } from '../state/feedback.js'
import { openId } from '../state/sessions.js'
import { textOf } from '../state/tree.js'
import { Branches } from './branches.js'
import { CopyButton } from './copy-button.js'
import { Icon } from './icon.js'
import { Reason } from './reason.js'
import { useReturnFocus } from './return-focus.js'

/** @param {{ answer: Answer, branch: number, branches: number }} props */
export function AnswerActions({ answer, branch, branches }) {
  const { near, giveBack } = useReturnFocus('[aria-pressed=true]')
  const stopAsking = () => {
    reasonedAbout.value = ''
    giveBack()
  }
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape' || !isAsked) return
    event.preventDefault()
    stopAsking()
  }
  const isAsked = reasonedAbout.value === answer.id
  const text = textOf(answer)
  const isBusy = running.value.has(openId.value)
  const rate = (/** @type {Thumb} */ thumb) => {
    reasonedAbout.value = answer.id
    if (answer.thumb !== thumb) void judge(answer, { thumb })
  }
  return html`
    <div
      ref=${near}
      onKeyDown=${onKeyDown}
      class=${`actions ${answer.status === 'streaming' ? 'actions-waiting' : ''}`}
    >
      <${Branches} parent=${answer.parent} index=${branch} count=${branches} label="answer" />
      ${text !== '' && html`<${CopyButton} text=${text} label="Copy answer" />`}
      ${
        answer.turnId !== undefined &&
        text !== '' &&
        html`
          <${ThumbButton} thumb="up" label="Good answer" answer=${answer} onRate=${rate} />
          <${ThumbButton} thumb="down" label="Bad answer" answer=${answer} onRate=${rate} />
        `
      }
      <button
        type="button"
        class="icon-button"
        aria-label="Answer again"
        title="Answer again"
        disabled=${isBusy}
        onClick=${() => answer.parent !== null && regenerate(answer.parent)}
      >
        <${Icon} name="again" />
      </button>
    </div>
    ${
      isAsked &&
      answer.thumb !== undefined &&
      html` <${Reason} key=${answer.id + answer.thumb} answer=${answer} thumb=${answer.thumb} onDone=${stopAsking} /> `
    }
  `
}

/** @param {{ thumb: Thumb, label: string, answer: Answer, onRate: (thumb: Thumb) => void }} props */
function ThumbButton({ thumb, label, answer, onRate }) {
  const isPressed = answer.thumb === thumb
  return html`
    <button
      type="button"
      class=${`icon-button thumb-${thumb}`}
      aria-label=${label}
      title=${label}
      aria-pressed=${isPressed}
      onClick=${() => onRate(thumb)}
    >
      <${Icon} name=${thumb} />
    </button>
  `
}
