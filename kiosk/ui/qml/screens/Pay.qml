// The office's own payment code; nothing is ever called paid here.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

GridLayout {
    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: 2 * Theme.margin
    rowSpacing: Theme.margin

    QrImage {
        readonly property real side: Theme.isPortrait ? Math.min(parent.width, 0.5 * parent.height) : parent.height

        objectName: "qr"
        Layout.preferredWidth: side
        Layout.preferredHeight: side
        Layout.alignment: Qt.AlignHCenter
        text: kiosk.shown.payment.qr
        Accessible.role: Accessible.Graphic
        Accessible.name: kiosk.words.pay_title
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.alignment: Qt.AlignVCenter
        spacing: Theme.gap

        Words {
            Layout.fillWidth: true
            text: kiosk.words.pay_title
            font.pixelSize: Theme.title
            font.bold: true
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: kiosk.shown.payment.text
            font.pixelSize: Theme.label
            font.bold: true
        }
        Words {
            Layout.fillWidth: true
            text: kiosk.words.pay_text
        }
        BigButton {
            Layout.fillWidth: true
            name: "done"
            label: kiosk.words.done
        }
    }
}
