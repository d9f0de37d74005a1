// @ts-check
/** @import { Question } from '../types.d.ts' */
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html, memo } from '../html.js'
import { running } from '../state/answering.js'
import { edit } from '../state/chat.js'
import { openId } from '../state/sessions.js'
import { Branches } from './branches.js'
import { CopyButton } from './copy-button.js'
import { Icon } from './icon.js'
import { clock, Message } from './message.js'
import { useReturnFocus } from './return-focus.js'

const FOLDED_FROM = 2_000

/** @type {import('preact').ComponentType<{ question: Question, branch: number, branches: number }>} */
export const QuestionView = memo(({ question, branch, branches }) => {
  const [isEditing, setEditing] = useState(false)
  const { near, giveBack } = useReturnFocus('.edit')
  const stopEditing = () => {
    setEditing(false)
    giveBack()
  }
  const isBusy = running.value.has(openId.value)
  return html`
    <${Message} who="You" facts=${[clock(question.at)]} className="message-question">
      ${
        isEditing
          ? html`<${Editor} question=${question} onDone=${stopEditing} />`
          : html`
              <div class="said"><${Words} text=${question.text} /></div>
              <div class="actions" ref=${near}>
                <${Branches} parent=${question.parent} index=${branch} count=${branches} label="question" />
                <span class="actions-quiet">
                  <${CopyButton} text=${question.text} label="Copy question" />
                  <button
                    type="button"
                    class="icon-button edit"
                    aria-label="Edit question"
                    title="Edit question"
                    disabled=${isBusy}
                    onClick=${() => setEditing(true)}
                  >
                    <${Icon} name="pencil" />
                  </button>
                </span>
              </div>
            `
      }
    </${Message}>
  `
})

/** @param {{ text: string }} props */
function Words({ text }) {
  const [isWhole, setWhole] = useState(false)
  const isLong = text.length > FOLDED_FROM
  return html`
    <div class=${`words ${isLong && !isWhole ? 'words-folded' : ''}`} dir="auto">${text}</div>
    ${
      isLong &&
      html`
        <button type="button" class="link" aria-expanded=${isWhole} onClick=${() => setWhole(!isWhole)}>
          ${isWhole ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      `
    }
  `
}

/** @param {{ question: Question, onDone: () => void }} props */
function Editor({ question, onDone }) {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  useLayoutEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(question.text.length, question.text.length)
  }, [])
  const submit = () => {
    if (edit(question, field.current?.value ?? '')) onDone()
  }
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing) return
    const act = event.key === 'Escape' ? onDone : event.key === 'Enter' && !event.shiftKey ? submit : undefined
    if (act === undefined) return
    event.preventDefault()
    act()
  }
  return html`
    <form
      class="editor"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault()
        submit()
      }}
    >
      <textarea ref=${field} class="field" aria-label="Your question" rows="3" dir="auto" onKeyDown=${onKeyDown}>
${question.text}</textarea>
      <div class="editor-actions">
        <span class="caption">The old version stays: switch with the arrows.</span>
        <button type="button" class="button" onClick=${onDone}>Cancel</button>
        <button type="submit" class="button button-main">Ask again</button>
      </div>
    </form>
  `
}
