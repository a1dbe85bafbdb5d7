// The ticket this face already has; two answers of equal weight.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: Theme.margin
    rowSpacing: Theme.gap

    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 3
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            text: kiosk.words.existing_title
            font.pixelSize: Theme.title
            font.bold: true
        }
        TicketCard {
            Layout.fillWidth: true
            Layout.fillHeight: true
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: !Theme.isPortrait
        Layout.preferredWidth: 2
        spacing: Theme.gap

        Item {
            visible: !Theme.isPortrait
            Layout.fillHeight: true
        }
        Words {
            Layout.fillWidth: true
            text: kiosk.words.existing_text
            font.pixelSize: Math.max(Theme.label, 4.2 * Theme.unit)
            font.bold: true
        }
        EqualButtons {
            Layout.fillWidth: true
            Layout.fillHeight: false
            columns: 1
            buttons: [
                { name: "done", label: kiosk.words.existing_done },
                { name: "not-me", label: kiosk.words.not_me }
            ]
        }
    }
}
