import type { FaqTopic } from './entry.ts'

export const payment: FaqTopic = {
  language: 'en',
  topic: 'payment',
  entries: [
    {
      id: 'payment-methods',
      question: 'Which payment methods do you accept?',
      also: ['Can I pay with PayPal or credit card?', 'Do you take Apple Pay?'],
      answers: [
        'You can pay by credit or debit card, PayPal, Apple Pay, Google Pay, bank transfer and, within Germany, by invoice.',
        'We take cards, PayPal, Apple Pay, Google Pay and bank transfer. Customers in Germany can also pay by invoice.',
      ],
    },
    {
      id: 'payment-invoice',
      question: 'Can I pay by invoice after I receive the goods?',
      also: ['Buy now and pay later', 'Purchase on account'],
      answers: [
        'Within Germany, yes, from the second order on and up to 200 EUR. The invoice is due 14 days after delivery.',
        'From your second order on you can pay up to 200 EUR by invoice, within 14 days after delivery. This is for addresses in Germany.',
      ],
    },
    {
      id: 'payment-when-charged',
      question: 'When is my card charged?',
      also: ['The money was taken before you shipped', 'When do you debit my account?'],
      answers: [
        'The amount is reserved when you order and charged when the parcel leaves us. A cancelled order is released within two days.',
        'We only reserve the sum at first. It is charged on the day of dispatch, and a cancelled order is released within two days.',
      ],
    },
    {
      id: 'payment-declined',
      question: 'My card was declined. What can I do?',
      also: ['The payment failed', 'The checkout refuses my credit card'],
      answers: [
        'Most often the confirmation in your banking app is missing. Try again and confirm it there, or choose another method; your cart is kept for 24 hours.',
        'Please try once more and confirm the payment in the app of your bank. If it fails again, take another method: the cart stays for 24 hours.',
      ],
    },
    {
      id: 'payment-receipt',
      question: 'Where do I find my receipt with VAT?',
      also: ['I need an invoice for my tax return', 'Download the bill'],
      answers: [
        'The receipt with VAT is attached to the "On its way" e-mail, and "My orders" has it as a PDF for ten years.',
        'Download it as a PDF under "My orders". A copy with VAT also comes with the "On its way" e-mail.',
      ],
    },
    {
      id: 'payment-voucher',
      question: 'How do I use a voucher code?',
      also: ['My discount code does not work', 'Where can I enter a coupon?'],
      answers: [
        'Enter it at the last step of the checkout under "Voucher". One code works per order, and vouchers cannot be used for gift cards.',
        'There is a field "Voucher" on the last page of the checkout. Only one code counts for each order, and not for gift cards.',
      ],
    },
    {
      id: 'payment-gift-card',
      question: 'Do you sell gift cards?',
      also: ['How long is a gift card valid?', 'Give credit as a present'],
      answers: [
        'Yes, from 10 to 200 EUR, by e-mail or printed. A gift card is valid for three years and can be used in parts.',
        'Gift cards from 10 to 200 EUR come by e-mail or on paper. They are valid for three years, and what is left stays on the card.',
      ],
    },
    {
      id: 'payment-secure',
      question: 'Is it safe to enter my card details?',
      also: ['Do you store my credit card number?', 'Payment security'],
      answers: [
        'Your card data goes straight to our payment provider over an encrypted connection. We never see or store the number.',
        'Yes. The card form belongs to our payment provider and is encrypted; the number never reaches our own servers.',
      ],
    },
  ],
}
