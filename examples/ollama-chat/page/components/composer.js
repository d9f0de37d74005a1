// @ts-check
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { running } from '../state/answering.js'
import { send } from '../state/chat.js'
import { openId } from '../state/sessions.js'
import { ComposerRow } from './composer-row.js'

const FIELD = 'composer'

export function focusComposer() {
  document.getElementById(FIELD)?.focus()
}

export function Composer() {
  const [text, setText] = useState('')
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const isRunning = running.value.has(openId.value)
  // On a phone the keyboard would jump up: there the first tap asks for it.
  useEffect(() => {
    if (matchMedia('(hover: hover)').matches) field.current?.focus()
  }, [openId.value])
  useLayoutEffect(() => {
    const element = field.current
    if (element === null) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [text])
  const submit = () => {
    if (send(text)) setText('')
  }
  const onKeyDown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  }
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault()
    submit()
  }
  return html`
    <form class="composer" onSubmit=${onSubmit}>
      <div class="composer-box">
        <textarea
          ref=${field}
          id=${FIELD}
          aria-label="Message"
          aria-describedby="composer-hint"
          placeholder="Ask something"
          rows="1"
          dir="auto"
          enterkeyhint="send"
          value=${text}
          onInput=${(/** @type {Event & { currentTarget: HTMLTextAreaElement }} */ event) => setText(event.currentTarget.value)}
          onKeyDown=${onKeyDown}
        ></textarea>
        <${ComposerRow} isRunning=${isRunning} isEmpty=${text.trim() === ''} />
      </div>
    </form>
  `
}
