// One procedure: papers, time limit, fee as the law words it, its page on the portal.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

ColumnLayout {
    id: screen

    readonly property var procedure: kiosk.shown.procedure

    spacing: Theme.gap

    component Part: ColumnLayout {
        id: part

        property string head: ""
        property string text: ""

        Layout.fillWidth: true
        spacing: 0

        Words {
            Layout.fillWidth: true
            text: part.head
            font.bold: true
            color: Theme.blue
        }
        Words {
            Layout.fillWidth: true
            text: part.text
        }
    }
    Words {
        Layout.fillWidth: true
        text: screen.procedure.name
        font.pixelSize: Theme.isDense ? Theme.body : Theme.label
        font.bold: true
        maximumLineCount: Theme.isDense ? 2 : 4
        elide: Text.ElideRight
    }
    RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        spacing: Theme.margin

        Flickable {
            Layout.fillWidth: true
            Layout.fillHeight: true
            contentHeight: facts.implicitHeight
            clip: true
            boundsBehavior: Flickable.StopAtBounds

            ColumnLayout {
                id: facts
                width: parent.width
                spacing: 0.7 * Theme.gap

                Part {
                    head: kiosk.words.papers_title
                    text: screen.procedure.papers.length > 0 ? "• " + screen.procedure.papers.join("\n• ") : kiosk.words.ask_officer
                }
                Part {
                    head: kiosk.words.time_title
                    text: screen.procedure.time
                }
                Part {
                    head: kiosk.words.fee_title
                    text: screen.procedure.fee
                }
                Words {
                    Layout.fillWidth: true
                    visible: text !== ""
                    text: screen.procedure.note
                    font.pixelSize: Theme.smallest
                    color: Theme.muted
                }
            }
        }
        ColumnLayout {
            visible: screen.procedure.url !== ""
            Layout.alignment: Qt.AlignTop
            Layout.maximumWidth: 30 * Theme.unit
            spacing: 0.3 * Theme.gap

            QrImage {
                objectName: "qr"
                Layout.preferredWidth: 30 * Theme.unit
                Layout.preferredHeight: 30 * Theme.unit
                text: screen.procedure.url
                Accessible.role: Accessible.Graphic
                Accessible.name: kiosk.words.portal_text
            }
            Words {
                Layout.fillWidth: true
                visible: !Theme.isDense
                text: kiosk.words.portal_text
                font.pixelSize: Theme.smallest
                color: Theme.muted
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
    BigButton {
        objectName: "take-number"
        visible: screen.procedure.field !== ""
        Layout.fillWidth: true
        Layout.minimumHeight: Theme.isDense ? Theme.target : Theme.bigTarget
        name: "field"
        value: screen.procedure.field
        label: screen.procedure.take
        picture: "plain"
    }
}
