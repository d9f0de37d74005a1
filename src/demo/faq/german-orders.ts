import type { FaqTopic } from './entry.ts'

export const germanOrders: FaqTopic = {
  language: 'de',
  topic: 'Bestellung und Lieferung',
  entries: [
    {
      id: 'de-lieferzeit',
      question: 'Wie lange dauert die Lieferung?',
      also: ['Wann kommt mein Paket an?', 'Wie viele Werktage braucht der Versand?'],
      answers: [
        'Innerhalb Deutschlands dauert es zwei bis drei Werktage, in der übrigen EU drei bis sechs. Den Link zur Sendungsverfolgung schicken wir per E-Mail.',
        'Rechnen Sie mit zwei bis drei Werktagen in Deutschland und drei bis sechs in der übrigen EU. Sobald das Paket unterwegs ist, bekommen Sie den Link zur Verfolgung.',
      ],
    },
    {
      id: 'de-versandkosten',
      question: 'Wie hoch sind die Versandkosten?',
      also: ['Was kostet die Lieferung?', 'Ab wann ist der Versand kostenlos?'],
      answers: [
        'Der Versand kostet 4,90 EUR in Deutschland und 8,90 EUR in der übrigen EU. Ab 49 EUR Bestellwert liefern wir innerhalb Deutschlands frei Haus.',
        'In Deutschland sind es 4,90 EUR, in der übrigen EU 8,90 EUR. Bestellungen ab 49 EUR verschicken wir innerhalb Deutschlands kostenlos.',
      ],
    },
    {
      id: 'de-ausland',
      question: 'Liefern Sie in die Schweiz oder nach Norwegen?',
      also: ['Versand ins Ausland', 'Muss ich Zoll bezahlen?'],
      answers: [
        'Ja, in die Schweiz, nach Norwegen und ins Vereinigte Königreich, für 14,90 EUR in fünf bis acht Werktagen. Der Zoll ist im Preis an der Kasse schon enthalten.',
        'Außerhalb der EU liefern wir in die Schweiz, nach Norwegen und ins Vereinigte Königreich. Das kostet 14,90 EUR und dauert fünf bis acht Werktage; Zoll kommt nicht dazu.',
      ],
    },
    {
      id: 'de-sendungsverfolgung',
      question: 'Wie verfolge ich mein Paket?',
      also: ['Wo finde ich die Sendungsnummer?', 'Der Link zur Sendungsverfolgung geht nicht'],
      answers: [
        'Öffnen Sie den Link in der E-Mail „Unterwegs“ oder schauen Sie im Konto unter „Meine Bestellungen“. Es kann zwölf Stunden dauern, bis dort etwas steht.',
        'Die Sendungsnummer steht in der E-Mail „Unterwegs“ und unter „Meine Bestellungen“. In den ersten zwölf Stunden ist sie oft noch leer.',
      ],
    },
    {
      id: 'de-beschaedigt',
      question: 'Ein Artikel kam beschädigt an. Was soll ich tun?',
      also: ['Die Kanne hat einen Sprung', 'Die Ware ist zerbrochen'],
      answers: [
        'Das tut uns leid! Schicken Sie innerhalb von 14 Tagen ein Foto über das Kontaktformular, dann senden wir sofort Ersatz. Das kaputte Stück brauchen wir nicht zurück.',
        'Bitte laden Sie innerhalb von 14 Tagen ein Foto im Kontaktformular hoch. Der Ersatz geht am nächsten Werktag raus, das kaputte Stück dürfen Sie wegwerfen.',
      ],
    },
    {
      id: 'de-stornieren',
      question: 'Wie storniere ich meine Bestellung?',
      also: ['Kann ich einen Kauf rückgängig machen?', 'Auftrag abbrechen'],
      answers: [
        'Öffnen Sie die Bestellung unter „Meine Bestellungen“ und drücken Sie „Stornieren“, solange dort „In Vorbereitung“ steht. Danach senden Sie sie bitte kostenlos zurück.',
        'Solange die Bestellung „In Vorbereitung“ ist, genügt ein Druck auf „Stornieren“. Ist sie schon unterwegs, schicken Sie das Paket einfach zurück.',
      ],
    },
    {
      id: 'de-bestellstatus',
      question: 'Wo ist meine Bestellung?',
      also: ['Wie ist der Stand meiner Bestellung?', 'Wurde meine Bestellung schon verschickt?'],
      answers: [
        'Nennen Sie mir die Bestellnummer, zum Beispiel QM-1001, dann sehe ich nach, wenn diese App es erlaubt. Sonst steht der Stand unter „Meine Bestellungen“.',
        'Mit der Bestellnummer (sie beginnt mit QM) kann ich nachsehen, sofern die App das anbietet. Auch „Meine Bestellungen“ zeigt den Stand.',
      ],
    },
    {
      id: 'de-rueckgabefrist',
      question: 'Wie lange kann ich etwas zurückgeben?',
      also: ['Wie lang ist die Rückgabefrist?', 'Umtausch nach drei Wochen'],
      answers: [
        'Sie haben 30 Tage Zeit, gerechnet ab der Ankunft des Pakets. Die Ware muss unbenutzt sein, einen Grund brauchen Sie nicht.',
        'Die Rückgabe ist 30 Tage lang möglich, solange die Ware unbenutzt ist. Gründe müssen Sie keine nennen.',
      ],
    },
    {
      id: 'de-ruecksendung',
      question: 'Wie schicke ich einen Artikel zurück?',
      also: ['Wo bekomme ich ein Rücksendeetikett?', 'Retoure anmelden'],
      answers: [
        'Wählen Sie unter „Meine Bestellungen“ den Punkt „Zurücksenden“ und drucken Sie das Etikett. Aus Deutschland und Österreich ist die Rücksendung kostenlos.',
        'Unter „Meine Bestellungen“ gibt es „Zurücksenden“ mit Etikett oder QR-Code. Aus Deutschland und Österreich kostet es nichts.',
      ],
    },
    {
      id: 'de-erstattung',
      question: 'Wann bekomme ich mein Geld zurück?',
      also: ['Wie lange dauert die Erstattung?', 'Die Gutschrift ist noch nicht da'],
      answers: [
        'Wir prüfen Rücksendungen innerhalb von drei Werktagen und erstatten dann auf dem Weg, auf dem Sie bezahlt haben. Bei Karten kann es fünf Tage länger dauern.',
        'Drei Werktage nach Eingang der Rücksendung geht die Erstattung raus. PayPal zeigt sie sofort, eine Karte erst nach bis zu fünf Tagen.',
      ],
    },
  ],
}
