// @ts-check
import { html } from '../html.js'
import { send } from '../state/chat.js'
import { models } from '../state/models.js'
import { Icon } from './icon.js'

const EXAMPLES = [
  'How long does delivery take?',
  'Where is my order QM-1001?',
  'How do I brew a good cup of green tea?',
]

/** What the demo model does wrong on request, so that the filters have something to find. */
const FLAWS = [
  ['/pii', 'personal data in the answer'],
  ['/long', 'a long answer in Markdown'],
  ['/short', 'an answer of one word'],
  ['/error', 'an answer that fails'],
]

export function Welcome() {
  const isDemo = models.value?.server.kind === 'demo'
  return html`
    <section class="welcome" aria-label="Start">
      <h2>Ask something</h2>
      <p>Each turn is captured as it happens, and a training dataset grows from it while you watch.</p>
      <ul class="examples">
        ${EXAMPLES.map(
          (text) => html`
            <li>
              <button type="button" class="example" onClick=${() => send(text)}>${text}<${Icon} name="right" /></button>
            </li>
          `,
        )}
      </ul>
      ${
        isDemo &&
        html`
          <h3>Or give the filters work</h3>
          <ul class="flaws">
            ${FLAWS.map(
              ([command = '', what]) => html`
                <li>
                  <button type="button" class="flaw" onClick=${() => send(command)}>
                    <code>${command}</code>${what}
                  </button>
                </li>
              `,
            )}
          </ul>
        `
      }
    </section>
  `
}
