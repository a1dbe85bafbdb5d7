// The technician's corner: a PIN, what the self test found, and tests for ear and finger. In Vietnamese and English at once: staff use it.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import "."

Rectangle {
    id: corner

    readonly property bool isInside: technician.room === "inside"

    color: Theme.page

    // Touches must not reach the citizen's screen below.
    MouseArea {
        anchors.fill: parent
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: 1.5 * Theme.margin
        visible: technician.room === "refused"
        spacing: Theme.gap

        Words {
            objectName: "refused-title"
            text: "Cấu hình mới không dùng được\nThe new settings cannot be used"
            font.pixelSize: Theme.title
            font.bold: true
            Layout.fillWidth: true
        }
        ListView {
            model: technician.refused
            clip: true
            spacing: Theme.gap
            boundsBehavior: Flickable.StopAtBounds
            Layout.fillWidth: true
            Layout.fillHeight: true

            delegate: Words {
                required property int index
                required property string modelData

                objectName: "refused-" + index
                hasSigns: true
                text: "✗ " + modelData
                wrapMode: Text.Wrap
                width: ListView.view.width
            }
        }
        Words {
            text: "Máy chưa đổi gì. Sửa kiosk.toml trên thẻ rồi bật lại, hoặc cho camera đọc mã cấu hình khác. Lý do cũng ở trong kiosk-errors.txt trên thẻ."
            Layout.fillWidth: true
        }
        Words {
            text: "Nothing was changed. Correct kiosk.toml on the card and switch on again, or show the camera other settings. The reasons are in kiosk-errors.txt on the card too."
            color: Theme.muted
            Layout.fillWidth: true
        }
        GridLayout {
            columns: Theme.isPortrait ? 1 : 2
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            Layout.fillWidth: true

            BigButton {
                Layout.fillWidth: true
                isIntention: false
                name: "refused-technician"
                picture: ""
                label: "Góc kỹ thuật · Technician"
                tone: "blue"
                onTapped: technician.open()
            }
            BigButton {
                Layout.fillWidth: true
                isIntention: false
                name: "refused-close"
                picture: ""
                label: "Đóng · Close"
                tone: "quiet"
                onTapped: technician.ask("leave")
            }
        }
    }
    ColumnLayout {
        anchors.centerIn: parent
        visible: technician.room === "door"
        spacing: Theme.gap

        Words {
            text: "Góc kỹ thuật – nhập mã PIN\nTechnician – enter your PIN"
            font.pixelSize: Theme.title
            font.bold: true
            Layout.alignment: Qt.AlignHCenter
        }
        Words {
            objectName: "pin-dots"
            text: technician.busy ? "Đang kiểm tra… · Checking…" : "●".repeat(technician.dots) || " "
            font.pixelSize: Theme.title
            Layout.alignment: Qt.AlignHCenter
        }
        Words {
            objectName: "technician-said"
            visible: text !== ""
            text: technician.said
            horizontalAlignment: Text.AlignHCenter
            Layout.maximumWidth: corner.width - 2 * Theme.margin
            Layout.alignment: Qt.AlignHCenter
        }
        GridLayout {
            columns: Theme.isPortrait ? 3 : 6
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            Layout.alignment: Qt.AlignHCenter

            Repeater {
                model: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "erase", "0", "enter"]
                BigButton {
                    required property string modelData
                    readonly property bool isDigit: modelData.length === 1

                    Layout.preferredWidth: 1.4 * Theme.target
                    enabled: !technician.busy
                    isIntention: false
                    name: "pin-" + modelData
                    picture: isDigit ? "" : "code-" + modelData
                    label: isDigit ? modelData : ""
                    spoken: modelData
                    tone: modelData === "enter" ? "blue" : "quiet"
                    onTapped: {
                        if (isDigit)
                            technician.type(modelData)
                        else if (modelData === "erase")
                            technician.erase()
                        else
                            technician.ask("enter")
                    }
                }
            }
        }
        BigButton {
            Layout.fillWidth: true
            isIntention: false
            name: "technician-away"
            picture: "back"
            label: "Thoát · Leave"
            tone: "quiet"
            onTapped: technician.ask("leave")
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        visible: corner.isInside
        spacing: 0.6 * Theme.gap

        Words {
            text: "Phiên bản · Version " + technician.version + (technician.offered ? " · bản mới · new: " + technician.offered : "") + (technician.busy ? " · đang làm… · working…" : "")
            font.bold: true
            Layout.fillWidth: true
        }
        Words {
            objectName: "technician-result"
            text: technician.said
            font.bold: true
            // Room for two lines at any time: the buttons must not move under the finger.
            Layout.minimumHeight: 3 * font.pixelSize
            Layout.fillWidth: true
        }
        Words {
            objectName: "technician-line"
            visible: text !== ""
            text: technician.line
            Layout.fillWidth: true
        }
        ListView {
            model: technician.findings
            clip: true
            spacing: 0.4 * Theme.gap
            boundsBehavior: Flickable.StopAtBounds
            Layout.fillWidth: true
            Layout.fillHeight: true

            delegate: Column {
                id: finding

                required property var modelData

                readonly property bool isFine: modelData.level === "ok"

                width: ListView.view.width

                Words {
                    objectName: "finding-" + finding.modelData.name
                    hasSigns: true
                    text: (finding.isFine ? "✓ " : finding.modelData.level === "warning" ? "! " : "✗ ") + finding.modelData.title + ": " + finding.modelData.told
                    font.pixelSize: Theme.smallest
                    font.bold: !finding.isFine
                    width: parent.width
                }
                Words {
                    objectName: "finding-english-" + finding.modelData.name
                    hasSigns: true
                    visible: text !== ""
                    text: finding.modelData.english
                    color: Theme.muted
                    font.pixelSize: Theme.smallest
                    width: parent.width
                }
            }
        }
        GridLayout {
            columns: Theme.isPortrait ? 3 : 5
            columnSpacing: Theme.gap
            rowSpacing: Theme.gap
            uniformCellWidths: true
            Layout.fillWidth: true

            Repeater {
                model: [
                    { name: "test", label: "Tự kiểm tra\nSelf test" },
                    { name: "sound", label: "Thử loa\nSound" },
                    { name: "touch", label: "Thử cảm ứng\nTouch" },
                    { name: "camera", label: "Xem camera\nCamera" },
                    { name: "print", label: "In thử\nTest slip" },
                    { name: "logs", label: "Chép nhật ký\nCopy logs" },
                    { name: "code", label: "Đọc mã QR\nRead a code" },
                    { name: "update", label: "Cài bản mới\nInstall update" },
                    { name: "restart", label: "Khởi động lại\nRestart" },
                    { name: "leave", label: "Thoát\nLeave" }
                ]
                BigButton {
                    required property var modelData

                    Layout.fillWidth: true
                    visible: modelData.name !== "update" || technician.offered !== ""
                    enabled: !technician.busy
                    isIntention: false
                    name: "technician-" + modelData.name
                    picture: ""
                    label: modelData.label
                    labelSize: Theme.body
                    tone: modelData.name === "leave" ? "quiet" : "blue"
                    onTapped: modelData.name === "touch" ? technician.try_touch(true) : technician.ask(modelData.name)
                }
            }
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        visible: technician.room === "camera" || technician.room === "code"
        spacing: Theme.gap

        Words {
            objectName: "service-camera-on"
            text: "● Camera đang bật · Camera is on"
            font.bold: true
            Layout.fillWidth: true
        }
        Words {
            text: technician.room === "code" ? "Đưa mã QR kết nối máy chủ hoặc mã cấu hình vào khung · Show the code for enrolment or of settings" : "Hình chỉ xem, không lưu · Shown only, never kept"
            Layout.fillWidth: true
        }
        RingPreview {
            objectName: "service-preview"
            Layout.fillWidth: true
            Layout.fillHeight: true
            feed: technician.feed
            isSquare: true
            track: Theme.line
            bar: Theme.green
            Accessible.role: Accessible.Graphic
            Accessible.name: "Hình camera · Camera picture"
        }
        Words {
            objectName: "service-said"
            visible: text !== ""
            text: technician.said
            font.bold: true
            Layout.fillWidth: true
        }
        BigButton {
            Layout.fillWidth: true
            enabled: !technician.busy
            isIntention: false
            name: "technician-camera_off"
            picture: "back"
            label: "Tắt camera · Camera off"
            tone: "quiet"
            onTapped: technician.ask("camera_off")
        }
    }
    Grid {
        id: grid

        property int touched: 0

        anchors.fill: parent
        visible: technician.room === "touch"
        columns: Theme.isPortrait ? 5 : 8
        rows: Theme.isPortrait ? 8 : 5
        onVisibleChanged: touched = 0

        Repeater {
            model: 40
            Rectangle {
                required property int index
                property bool isTouched: false
                property int taps: 0

                objectName: "cell-" + index
                Accessible.role: Accessible.Button
                Accessible.name: index + 1
                width: corner.width / grid.columns
                height: corner.height / grid.rows
                color: isTouched ? Theme.green : Theme.card
                border.width: 1
                border.color: Theme.ink

                Connections {
                    target: grid
                    function onVisibleChanged() {
                        isTouched = false
                    }
                }
                TapHandler {
                    gesturePolicy: TapHandler.ReleaseWithinBounds
                    longPressThreshold: 0
                    onTapped: {
                        parent.taps += 1
                        if (parent.isTouched)
                            return
                        parent.isTouched = true
                        grid.touched += 1
                        if (grid.touched === 40)
                            technician.try_touch(false)
                    }
                }
            }
        }
    }
}
