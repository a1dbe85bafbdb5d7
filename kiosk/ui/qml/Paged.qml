// Headings and texts page by page: a page turns by one touch, no line is ever cut.
import QtQuick
import QtQuick.Layouts
import "."

ColumnLayout {
    id: paged

    // Each: { head, text }.
    property var parts: []
    readonly property alias page: area.page
    readonly property alias pages: area.pages

    spacing: Theme.gap

    Item {
        id: area

        property int page: 0
        property int pages: 1

        // Fill page after page; a part that does not fit begins the next one.
        function arrange() {
            let top = 0
            let last = 0
            for (let i = 0; i < points.count; i++) {
                const point = points.itemAt(i)
                if (!point)
                    return
                if (top > 0 && top + point.implicitHeight > height) {
                    last += 1
                    top = 0
                }
                point.page = last
                point.y = top
                top += point.implicitHeight + 0.6 * Theme.gap
            }
            pages = last + 1
            page = Math.min(page, last)
        }

        Layout.fillWidth: true
        Layout.fillHeight: true
        onHeightChanged: arrange()
        onWidthChanged: arrange()

        Repeater {
            id: points

            model: paged.parts
            onCountChanged: area.arrange()
            ColumnLayout {
                id: point

                required property var modelData
                property int page: 0

                visible: page === area.page
                width: area.width
                spacing: 0
                onImplicitHeightChanged: area.arrange()

                Words {
                    Layout.fillWidth: true
                    visible: text !== ""
                    text: point.modelData.head
                    font.bold: true
                    color: Theme.blue
                }
                Words {
                    Layout.fillWidth: true
                    text: point.modelData.text
                }
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        visible: area.pages > 1
        spacing: Theme.gap

        Repeater {
            model: [
                { name: "page-last", label: kiosk.words.page_last, to: -1 },
                { name: "page-next", label: kiosk.words.page_next, to: 1 }
            ]
            BigButton {
                required property var modelData
                readonly property bool isReady: modelData.to < 0 ? area.page > 0 : area.page < area.pages - 1

                Layout.fillWidth: true
                Layout.preferredWidth: 1
                isIntention: false
                enabled: isReady
                opacity: isReady ? 1 : 0.5
                name: modelData.name
                label: modelData.label
                tone: "quiet"
                labelSize: Theme.body
                onTapped: area.page += modelData.to
            }
        }
    }
}
