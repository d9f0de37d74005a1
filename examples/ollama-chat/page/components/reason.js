// @ts-check
/** @import { Answer, Thumb } from '../types.d.ts' */
import { useState } from 'preact/hooks'
import { html } from '../html.js'
import { judge } from '../state/feedback.js'
import { notify } from '../state/notices.js'
import { Icon } from './icon.js'

const REASONS = {
  up: ['Correct', 'Clear', 'Good tone'],
  down: ['Wrong', 'Incomplete', 'Too long', 'Not what I asked'],
}

/**
 * Asks why, after a thumb. Saying nothing is fine: the thumb is already sent.
 * @param {{ answer: Answer, thumb: Thumb, onDone: () => void }} props
 */
export function Reason({ answer, thumb, onDone }) {
  const [chosen, setChosen] = useState(/** @type {readonly string[]} */ ([]))
  const toggle = (/** @type {string} */ reason) =>
    setChosen(chosen.includes(reason) ? chosen.filter((one) => one !== reason) : [...chosen, reason])
  const onSubmit = async (/** @type {SubmitEvent & { currentTarget: HTMLFormElement }} */ event) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const comment = [...chosen, textIn(fields, 'comment')].filter((part) => part !== '').join('. ')
    const correction = textIn(fields, 'correction')
    if (comment === '' && correction === '') return onDone()
    if (await judge(answer, { thumb, comment, correction })) {
      notify('Thank you: it is in the log, next to the answer')
      onDone()
    }
  }
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    onDone()
  }
  return html`
    <form class="reason" aria-label="Why?" onSubmit=${onSubmit} onKeyDown=${onKeyDown}>
      <div class="reason-head">
        <span>${thumb === 'up' ? 'What was good?' : 'What was wrong?'}</span>
        <button type="button" class="icon-button" aria-label="Close" onClick=${onDone}><${Icon} name="close" /></button>
      </div>
      <div class="reason-chips">
        ${REASONS[thumb].map(
          (reason) => html`
            <button
              type="button"
              class="chip chip-choice"
              aria-pressed=${chosen.includes(reason)}
              onClick=${() => toggle(reason)}
            >
              ${reason}
            </button>
          `,
        )}
      </div>
      <${Fields} thumb=${thumb} />
      <div class="editor-actions"><button type="submit" class="button">Send</button></div>
    </form>
  `
}

/** @param {{ thumb: Thumb }} props */
function Fields({ thumb }) {
  return html`
    <input
      class="field"
      name="comment"
      aria-label="Comment"
      placeholder="Add a comment"
      maxlength="1000"
      dir="auto"
      autocomplete="off"
    />
    ${
      thumb === 'down' &&
      html`
        <textarea
          class="field"
          name="correction"
          rows="2"
          dir="auto"
          aria-label="A better answer"
          placeholder="A better answer, if you have one: kept in the log beside this one"
        ></textarea>
      `
    }
  `
}

/**
 * @param {FormData} fields
 * @param {string} name
 */
function textIn(fields, name) {
  const value = fields.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
