// @ts-check
/** @import { Token } from 'marked' */
import DOMPurify from 'dompurify'
import { Marked } from 'marked'

const SAFE_LINK = /^(?:https?:|mailto:)/i

// What a model writes is hostile input: its HTML is shown as text, its images as links that nobody loads.
const marked = new Marked({
  gfm: true,
  breaks: true,
  async: false,
  renderer: {
    html: ({ text }) => escape(text),
    link({ href, tokens }) {
      return anchor(href, this.parser.parseInline(tokens))
    },
    image: ({ href, text }) => anchor(href, escape(text === '' ? href : text)),
    checkbox: ({ checked }) => `<input type="checkbox" disabled aria-label="done" ${checked ? 'checked' : ''}> `,
    code({ text, lang = '' }) {
      const name = escape(lang.split(/\s/)[0] || 'text')
      const head = `<div class="code-head"><span>${name}</span><button type="button" class="code-copy">Copy</button></div>`
      return `<div class="code">${head}<pre tabindex="0"><code dir="ltr">${escape(text)}</code></pre></div>`
    },
    table({ header, rows }) {
      const row = (/** @type {typeof header} */ cells) =>
        `<tr>${cells.map((cell) => this.tablecell(cell)).join('')}</tr>`
      const body = `<thead>${row(header)}</thead><tbody>${rows.map(row).join('')}</tbody>`
      return `<div class="table" tabindex="0" role="region" aria-label="Table"><table>${body}</table></div>`
    },
  },
})

const purifying = {
  ALLOWED_TAGS: words(
    'p br hr strong em del a ul ol li input blockquote pre code button',
    'h1 h2 h3 h4 h5 h6 div span table thead tbody tr th td',
  ),
  ALLOWED_ATTR: words('href target rel class type checked disabled align start dir tabindex role aria-label'),
  ALLOWED_URI_REGEXP: SAFE_LINK,
  // Every other attribute is held against the pattern for links, unless it is named here.
  ADD_URI_SAFE_ATTR: words('target rel type checked disabled align start dir tabindex'),
}

/**
 * The top-level blocks of a Markdown text, in order.
 * @param {string} text
 * @returns {Token[]}
 */
export function blocksOf(text) {
  return marked.lexer(text).filter(({ type }) => type !== 'space' && type !== 'def')
}

/** @param {Token} block */
export function renderBlock(block) {
  return DOMPurify.sanitize(marked.parser([block]), purifying)
}

/**
 * @param {string} href
 * @param {string} label as HTML
 */
function anchor(href, label) {
  if (!SAFE_LINK.test(href)) return label
  return `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer">${label}</a>`
}

/** @param {string} text */
function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** @param {string[]} lines */
function words(...lines) {
  return lines.join(' ').split(' ')
}
