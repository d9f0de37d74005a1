// @ts-check
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { html } from '../html.js'
import { open, openId } from '../state/sessions.js'
import { branchesAt, pathOf } from '../state/tree.js'
import { AnswerView } from './answer.js'
import { Icon } from './icon.js'
import { QuestionView } from './question.js'
import { Welcome } from './welcome.js'

/** How close to the end counts as reading the end, in pixels. */
const NEAR_END = 60

export function Thread() {
  const session = open.value
  const path = pathOf(session)
  const { scroller, content, isAtEnd, toEnd } = useStickyEnd(openId.value, path.at(-1)?.id)
  return html`
    <div class="thread-area">
      <div class="thread" ref=${scroller} tabindex="0" role="region" aria-label="Messages">
        <div class="thread-content" ref=${content}>
          ${path.length === 0 && html`<${Welcome} />`}
          ${path.map((node) => {
            const { count, index } = branchesAt(session, node)
            // Keyed by place, not by message: a switch of branches keeps the focus on the button that switched.
            const props = { key: `${session.id}/${node.parent}`, branches: count, branch: index }
            return node.role === 'question'
              ? html`<${QuestionView} ...${props} question=${node} />`
              : html`<${AnswerView} ...${props} answer=${node} isLast=${node === path.at(-1)} />`
          })}
        </div>
      </div>
      ${
        !isAtEnd &&
        html` <button type="button" class="jump" onClick=${toEnd}><${Icon} name="latest" />Jump to latest</button> `
      }
    </div>
  `
}

/**
 * Keeps the end in view while it is in view, and lets go as soon as the reader scrolls up.
 * @param {string} sessionId
 * @param {string | undefined} lastId
 */
function useStickyEnd(sessionId, lastId) {
  const scroller = useRef(/** @type {HTMLElement | null} */ (null))
  const content = useRef(/** @type {HTMLElement | null} */ (null))
  const sticks = useRef(true)
  const [isAtEnd, setAtEnd] = useState(true)
  const toEnd = () => {
    sticks.current = true
    setAtEnd(true)
    if (scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight
  }
  useEffect(() => {
    const element = scroller.current
    if (element === null || content.current === null) return
    let top = element.scrollTop
    const onScroll = () => {
      const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END
      // Growing text moves the end away without a scroll upwards: only the reader's own move lets go.
      if (near || element.scrollTop < top) sticks.current = near
      top = element.scrollTop
      setAtEnd(near || sticks.current)
    }
    const observer = new ResizeObserver(() => (sticks.current ? toEnd() : onScroll()))
    observer.observe(content.current)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [])
  useLayoutEffect(toEnd, [sessionId, lastId])
  return { scroller, content, isAtEnd, toEnd }
}
