"""Guessing what a message is about, in the speech of south and north, with and without accents."""

import unicodedata
from pathlib import Path

import pytest

from handlers.folding import fold
from handlers.office_file import read_office
from handlers.residents.guess import guess_area, guess_category, guess_kind, is_urgent

OFFICE = read_office(Path("bot/sandbox/office.toml").read_text(encoding="utf-8"))

# domain.md §9.4; None as a kind: nothing but an ordinary report
SAMPLES = [
    (
        "Cho tui hỏi đèn đường ấp 5 hư cả tuần nay sao hổng ai sửa, tối đi làm về sợ lắm",
        None,
        "dien_chieu_sang",
    ),
    ("rac dau cau kenh 12 day nhoc hoi qua troi may anh oi", None, "rac_ve_sinh"),
    ("E ơi đường vô chợ xã ổ gà bự quá, bữa qua bà Tư té xe luôn nè", None, "giao_thong"),
    ("Nhà kế bên nuôi heo mùi ko chịu nổi, nc thải xả thẳng ra mương", None, "o_nhiem"),
    (
        "ktv karaoke loa kéo hát tới 12h đêm, con nhỏ ko ngủ dc, mong ca xã xử lí giùm",
        None,
        "an_ninh",
    ),
    ("Cột điện trước nhà tôi nghiêng sắp đổ, dây chạm mái tôn", None, "dien_chieu_sang"),
    (
        "Dạ cho con hỏi làm giấy khai sinh cho bé cần giấy gì, thứ 7 có làm hông",
        "question",
        "ho_tich_chung_thuc",
    ),
    (
        "Hồ sơ của tôi mã H15.50.05.13-261008-0975 hẹn 15/11 tới nay chưa có, ai chịu trách nhiệm?",
        None,
        "tthc_thai_do",
    ),
    ("Mất nước sạch 2 bữa nay rồi xã ơi, dân khóm 3 khổ quá", None, "nuoc_thoat_ngap"),
    ("Xin kiến nghị xã làm thêm gờ giảm tốc trước cổng trường tiểu học", "petition", "giao_thong"),
    ("E góp ý xã nên phát loa chiều sớm hơn, 5h chiều bà con còn ngoài đồng", None, "hien_ke"),
    ("Gửi hình nè", None, None),
    ("@@ làm ăn như c.., đường hư 1 năm ko sửa", None, "giao_thong"),
    ("PA-2611-7K4Q tới đâu rồi ad", None, None),
    ("chua xong dau anh, moi lap dat do dau co doi cong", None, None),
    ("Ok cảm ơn mấy anh chị nhiều nghen, đèn sáng lại rồi", None, None),
]

SOUTHERN = [
    ("Nước cúp 3 ngày rồi, k có nước xài", "nuoc_thoat_ngap"),
    ("Nhà bên cạnh hát karaoke ồn ào tới nửa đêm", "an_ninh"),
    ("Loa kẹo kéo nhậu nhẹt suốt đêm", "an_ninh"),
    ("Xe tải chạy riết bể đường hết trơn", "giao_thong"),
    ("Hàng xóm xây nhà lấn qua đất nhà em", "dat_dai"),
    ("Khói lò gạch mù mịt, thở hổng nổi", "o_nhiem"),
    ("Hẻm 7 tối thui mấy bữa rày, bóng đèn cháy hết trơn", "dien_chieu_sang"),
    ("Cúp điện hoài chịu hổng nổi luôn á", "dien_chieu_sang"),
    ("Trụ điện trước nhà ông Năm xiêu vẹo thấy ghê", "dien_chieu_sang"),
    ("Lộ 3 hư banh, mưa xuống lầy lội đi hổng nổi", "giao_thong"),
    ("Cầu ván mục hết rồi, tụi nhỏ đi học nguy hiểm lắm", "giao_thong"),
    ("Nắp cống bể một lỗ chà bá giữa đường", "giao_thong"),
    ("Cống nghẹt, mưa chút xíu là ngập lênh láng", "nuoc_thoat_ngap"),
    ("Nước máy chảy yếu xìu, có bữa hổng có giọt nào", "nuoc_thoat_ngap"),
    ("Bờ kênh sạt lở tới sát hè nhà tui rồi", "nuoc_thoat_ngap"),
    ("Người ta quăng rác bừa bãi ngay đầu hẻm, hổng ai hốt", "rac_ve_sinh"),
    ("Xe rác ba bữa nay hổng vô hốt rác, thúi um", "rac_ve_sinh"),
    ("Chuồng heo kế bên thúi quá trời thúi", "o_nhiem"),
    ("Lò than đốt khói bụi mịt mù, bà già tui ho hoài", "o_nhiem"),
    ("Nhậu la hát karaoke om sòm tới khuya", "an_ninh"),
    ("Tụi thanh niên đua xe nẹt pô mỗi tối thứ bảy", "an_ninh"),
    ("Có ổ đá gà sau chợ, mấy ông đánh bài ăn tiền", "an_ninh"),
    ("Người ta bày hàng chiếm hết vỉa hè, đi bộ phải xuống lòng đường", "trat_tu_do_thi"),
    ("Nhà bên xây lấn qua ranh đất nhà tui nửa thước", "dat_dai"),
    ("Vịt chết hàng loạt ngoài ruộng, nhờ thú y xuống coi giùm", "nong_nghiep"),
    ("Chó thả rông cắn người ta hoài", "y_te_attp"),
    ("Cô bán cơm trước trường xài đồ ôi thiu, mấy đứa nhỏ đau bụng", "y_te_attp"),
    ("Má tui 82 tuổi rồi mà chưa có trợ cấp người già", "an_sinh"),
]

NORTHERN = [
    ("Đèn chiếu sáng ngõ 12 hỏng cả tháng nay rồi ạ", "dien_chieu_sang"),
    ("Bác ơi mất điện từ sáng đến giờ chưa có lại", "dien_chieu_sang"),
    ("Đường làng xuống cấp, nhiều ổ voi lắm ạ", "giao_thong"),
    ("Vỉa hè bong tróc, người già hay bị ngã", "giao_thong"),
    ("Rãnh thoát nước tắc, nước bẩn tràn vào nhà dân", "nuoc_thoat_ngap"),
    ("Bãi rác tự phát ở cuối xóm bốc mùi", "rac_ve_sinh"),
    ("Trại nuôi lợn xả nước thải ra mương", "o_nhiem"),
    ("Xưởng gỗ cưa xẻ gây tiếng ồn suốt trưa", "o_nhiem"),
    ("Chợ cóc họp ngay cổng trường gây ùn tắc", "trat_tu_do_thi"),
    ("Nhà hàng xóm xây nhà không phép ba tầng", "xay_dung"),
    ("Gia đình tôi có tranh chấp đất với nhà bên cạnh", "dat_dai"),
    ("Bao giờ thì có tiền đền bù giải tỏa ạ", "dat_dai"),
    ("Đêm qua kẻ gian vào trộm cắp hai con gà", "an_ninh"),
    ("Nghi có tụ điểm đánh bạc ở nhà văn nghệ cũ", "an_ninh"),
    ("Cháu muốn đăng ký tạm trú thì làm thế nào ạ", "cu_tru_can_cuoc"),
    ("Thẻ căn cước của mẹ tôi sai ngày sinh", "cu_tru_can_cuoc"),
    ("Tôi cần chứng thực bản sao học bạ", "ho_tich_chung_thuc"),
    ("Xin giấy xác nhận độc thân cần những gì ạ", "ho_tich_chung_thuc"),
    ("Hồ sơ đất nộp từ tháng 9, trễ hẹn hai lần rồi", "tthc_thai_do"),
    ("Cán bộ hách dịch, nói năng cộc lốc với dân", "can_bo"),
    ("Nhà tôi thuộc hộ nghèo mà chưa có thẻ bảo hiểm y tế", "an_sinh"),
    ("Khu này nhiều người bị sốt xuất huyết, đề nghị phun thuốc muỗi", "y_te_attp"),
    ("Nhà trường thu tiền quỹ phụ huynh quá cao", "giao_duc_van_hoa"),
    ("Lúa bị sâu bệnh, xin hướng dẫn phun thuốc", "nong_nghiep"),
    ("Con tôi có giấy gọi khám nghĩa vụ quân sự", "quan_su"),
    ("Khu phố thu tiền làm đường mà không công khai", "dan_chu_dong_gop"),
    ("Bao giờ họp tổ dân phố ạ", "dan_chu_dong_gop"),
    ("Đường trước trường học bị ngập nặng", "nuoc_thoat_ngap"),
    ("Cây xanh đổ ngang đường", "giao_thong"),
    ("Nhà máy xả khói đen ngòm", "o_nhiem"),
    ("Cán bộ một cửa quát dân", "can_bo"),
    ("Loa phường nói quá to lúc sáng sớm", "hien_ke"),
]

WITHOUT_ACCENTS = [
    ("den duong kp 2 hu roi, toi om", "dien_chieu_sang"),
    ("cot dien sap do, day dien thong xuong", "dien_chieu_sang"),
    ("duong vo xom nhieu o ga qua", "giao_thong"),
    ("mat nuoc 3 ngay nay ko co nuoc xai", "nuoc_thoat_ngap"),
    ("cong nghet nuoc tran vo nha", "nuoc_thoat_ngap"),
    ("hang xom nuoi heo hoi thoi khong chiu noi", "o_nhiem"),
    ("karaoke om som ca dem k ngu dc", "an_ninh"),
    ("mat xe truoc cho, nho cong an phuong tim giup", "an_ninh"),
    ("lam giay khai sinh can gi vay ad", "ho_tich_chung_thuc"),
    ("lam cccd o dau vay", "cu_tru_can_cuoc"),
    ("the bhyt cua toi het han", "an_sinh"),
    ("tre hen giay to ca thang r", "tthc_thai_do"),
    ("xay nha khong phep sau cho", "xay_dung"),
    ("can bo hach dich qua", "can_bo"),
    ("lan chiem via he ban hang", "trat_tu_do_thi"),
    ("kham nghia vu quan su ngay nao", "quan_su"),
]

SPELT_OTHERWISE = [
    ("ĐÈN ĐƯỜNG HƯ!!!", "dien_chieu_sang"),
    ("den   duong...hu", "dien_chieu_sang"),
    ("Nhà văn hoá bị dột", "giao_duc_van_hoa"),
    ("nhà văn hóa bị dột", "giao_duc_van_hoa"),
    ("trạm i tế đóng cửa hoài", "y_te_attp"),
    ("xe lu lún mặt đường, sụp lún rồi", "giao_thong"),
    ("nc sạch mấy bữa ko có", "nuoc_thoat_ngap"),
]

UNSURE = [
    "",
    "alo",
    "?",
    "hi shop còn hàng ko",
    "Xin chào",
    "Công việc của tôi dạo này ổn",  # công is not cống
    "cong viec cua toi dao nay on",  # and here nobody can tell
    "Mấy cây chuối rạc hết lá",  # rạc is not rác
    "Hai muoi nguoi dang cho",  # mươi, not muỗi
    "Cho dai han xin giup",
    "Chuyển khoản vay nhanh lãi suất thấp, liên hệ ngay",
    "Anh ơi giúp em với",
    "Nhà tôi ở gần chợ",
    "dua xe di rua roi",  # đưa, not đua
    "បញ្ហាផ្លូវ",
    "Bãi rác hôi quá, cống nghẹt nữa",  # two matters
    "Mất điện rồi mất nước luôn",
    "Tôi không đồng ý với ông ấy",
]


def shown(value: object) -> str:
    """A test's name."""
    return str(value)[:40]


@pytest.mark.parametrize(("text", "kind", "category"), SAMPLES, ids=shown)
def test_sample_messages_are_understood(text: str, kind: str | None, category: str | None) -> None:
    assert guess_category(text, OFFICE) == category
    assert guess_kind(text, OFFICE) in {kind, kind or "report"}


@pytest.mark.parametrize(
    ("text", "category"),
    [*SOUTHERN, *NORTHERN, *WITHOUT_ACCENTS, *SPELT_OTHERWISE],
    ids=shown,
)
def test_everyday_speech_is_understood(text: str, category: str) -> None:
    assert guess_category(text, OFFICE) == category


@pytest.mark.parametrize("text", UNSURE, ids=shown)
def test_nothing_is_said_when_unsure(text: str) -> None:
    assert guess_category(text, OFFICE) is None


@pytest.mark.parametrize(("text", "category"), [*SOUTHERN, *NORTHERN], ids=shown)
def test_the_same_words_without_accents_never_mean_another_category(
    text: str, category: str
) -> None:
    assert guess_category(fold(text), OFFICE) in {category, None}


@pytest.mark.parametrize(("text", "category"), NORTHERN, ids=shown)
def test_letters_put_together_from_marks_are_the_same_letters(text: str, category: str) -> None:
    assert guess_category(unicodedata.normalize("NFD", text), OFFICE) == category


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kiến nghị phường lắp thêm đèn ở hẻm 5", "petition"),
        ("kien nghi phuong lap them den o hem 5", "petition"),
        ("Tôi đề xuất mở thêm lớp bơi cho tụi nhỏ", "petition"),
        ("Đề nghị phường xử lý bãi rác đầu hẻm", "report"),
        ("đề nghị công an giải quyết dứt điểm", "report"),
        ("Làm lại căn cước thì cần giấy tờ gì ạ", "question"),
        ("thu tuc gi de dang ky ket hon", "question"),
        ("Thứ 7 phường có làm việc không", "question"),
        ("Sáng mai mấy giờ mở cửa ạ", "question"),
        ("Chứng thực hết bao nhiêu tiền vậy", "question"),
        ("Xin khen chị cán bộ một cửa, nhiệt tình quá", "praise"),
        ("Phường mình làm đường hoa đẹp quá, xin khen", "praise"),
        ("Cán bộ tiếp dân rất nhiệt tình, xin cảm ơn", "praise"),
        ("Cảm ơn cán bộ phường làm giấy tờ nhanh gọn", "praise"),
        ("Cho em hỏi sao đèn đường hư hoài không ai sửa", None),
        ("Đường hư quá", None),
        ("Gửi hình nè", None),
        ("", None),
    ],
    ids=shown,
)
def test_the_kind_of_a_message_is_heard(text: str, kind: str | None) -> None:
    guessed = guess_kind(text, OFFICE)
    assert guessed == kind or (kind is None and guessed == "report")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("đèn đường ấp 5 hư", "kp5"),
        ("den duong ap 5 hu", "kp5"),
        ("Khu phố 3 mất nước", "kp3"),
        ("kp3 mất nước", "kp3"),
        ("KP 3 mất nước", "kp3"),
        ("khóm 3 mất nước", "kp3"),
        ("rac dau cau kenh 12", "kenh12"),
        ("gần bến đò", "ben_do"),
        ("ấp 55 mất nước", None),
        ("từ khu phố 1 tới khu phố 2", None),  # two: nobody can tell
        ("12 người ở kênh", None),
        ("đường hư", None),
    ],
)
def test_an_area_is_known_by_its_everyday_names(text: str, area: str | None) -> None:
    assert guess_area(text, OFFICE) == area


@pytest.mark.parametrize(
    ("text", "category", "urgent"),
    [
        ("Cột điện trước nhà tôi nghiêng sắp đổ, dây chạm mái tôn", "dien_chieu_sang", True),
        ("cot dien sap do", "dien_chieu_sang", True),
        ("đèn đường hư", "dien_chieu_sang", False),
        ("bờ kênh sạt lở tới sát nhà", "nuoc_thoat_ngap", True),
        ("nước yếu", "nuoc_thoat_ngap", False),
        ("bữa qua bà Tư té xe", "giao_thong", False),
        ("mất nắp cống giữa đường", "giao_thong", True),
        ("cột điện sắp đổ", "hien_ke", False),  # the words of another category
    ],
)
def test_danger_makes_a_case_urgent(text: str, category: str, urgent: bool) -> None:
    found = OFFICE.category(category)
    assert found is not None
    assert is_urgent(text, found, OFFICE) is urgent


def test_a_category_without_an_urgent_deadline_is_never_urgent() -> None:
    found = OFFICE.category("nong_nghiep")
    assert found is not None
    assert found.urgent_days is None
    assert not is_urgent("cháy rừng, sắp đổ, ngộ độc", found, OFFICE)


def test_an_office_without_keywords_guesses_nothing() -> None:
    silent = OFFICE.model_copy(
        update={
            "kinds": tuple(one.model_copy(update={"keywords": ()}) for one in OFFICE.kinds),
            "categories": tuple(
                one.model_copy(update={"keywords": ()}) for one in OFFICE.categories
            ),
            "areas": (),
        }
    )
    assert guess_kind("kiến nghị", silent) is None
    assert guess_category("đèn đường hư", silent) is None
    assert guess_area("khu phố 3", silent) is None


def test_a_report_of_four_thousand_letters_is_read_whole() -> None:
    long = "hôm nay tôi đi ngang qua đó " * 150
    assert guess_category(f"{long} đèn đường hư", OFFICE) == "dien_chieu_sang"
