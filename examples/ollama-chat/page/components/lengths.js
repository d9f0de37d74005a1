// @ts-check
/** @import { DatasetView } from '../types.d.ts' */
import { html } from '../html.js'
import { Card, figure } from './card.js'
import { Histogram } from './histogram.js'

/** @param {{ view: DatasetView }} props */
export function Lengths({ view }) {
  const { user, assistant } = view.lengths
  return html`
    <${Card} title="Answer tokens" note="how many answers of which length">
      <${Histogram} bars=${view.tokens.answers} label="Answers by tokens" />
      <dl class="lengths">
        <div><dt>You write</dt><dd>${figure(user.meanCharacters)} characters a message</dd></div>
        <div><dt>It answers</dt><dd>${figure(assistant.meanCharacters)} characters a message</dd></div>
      </dl>
    </${Card}>
  `
}
