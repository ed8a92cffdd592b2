"""Where each rule is, and what an article must show for it. Made by scripts/tables/rules.py: do not change it here."""

from __future__ import annotations

from typing import Final

Line = tuple[str, str, str, bool, str, tuple[str, str, str, str] | None]

# fmt: off
INDEX: Final[tuple[Line, ...]] = (
    # id, module, name in it, whether it looks at articles, words it listens for, clues: folded, written, pieces, facts
    ("SS0001", "reported", "PATH", False, "", None),
    ("SS0002", "reported", "STRICT", False, "", None),
    ("SS0003", "reported", "SHAPE", False, "", None),
    ("SS0004", "reported", "BUNDLE", False, "", None),
    ("SS0005", "ss0005_invisible_characters", "RULE", True, "", ("", "", "", "invisible")),
    ("SS0006", "reported", "CLAIMS", False, "", None),
    ("SS0007", "reported", "LIMITS", False, "", None),
    ("SS0008", "reported", "WAIVER", False, "", None),
    ("SS0501", "reported", "DOSSIER", False, "", None),
    ("SS1001", "ss1001_medium", "RULE", True, "", ("", "", "", "targets")),
    ("SS1101", "ss1101_grade", "RULE", True, "", None),
    ("SS1102", "ss1102_grade_too_low", "RULE", True, "", ("", "", "", "grade-triggers")),
    ("SS1201", "reported", "STATEMENT", False, "", None),
    ("SS1301", "ss1301_secrecy_marking", "RULE", True, "", ("密秘", "", "", "")),
    ("SS1302", "ss1302_lexicon_term", "RULE", True, "", ("", "", "", "lexicon")),
    ("SS1303", "ss1303_internal_marking", "RULE", True,
        "此件不公开 此件不予公开 此件依申请公开 本件不公开 本文件不公开 内部资料注意保存 内部资料请勿外传 内部资料不得外传"
        " 内部资料严禁外传 内部资料禁止外传 内部文件注意保存 内部文件请勿外传 内部文件不得外传 内部文件严禁外传 内部使用不"
        "得外传 内部使用请勿外传 内部使用严禁外传 仅供内部使用 仅供内部参考 仅供内部参阅 仅供领导参阅 仅供领导参考 阅后收"
        "回 会后收回 会后退回 传阅后退回 阅后退回 内部资料 内部文件 内部使用 内部参考 内部刊物 注意保存 请勿外传 不得"
        "外传 严禁外传 禁止外传 工作秘密 不予公开 依申请公开 送审稿 讨论稿 征求意见稿 注意保密 领导参阅 内部材料 内部"
        "传阅 内部明电 不对外公开 注意回收 阅后即焚 会议纪要 请示 批示 签报", None),
    ("SS1304", "ss1304_resident_id", "RULE", True, "", ("*", "", "", "long-number")),
    ("SS1305", "ss1305_mobile_number", "RULE", True, "", ("*", "", "", "long-number parted-number")),
    ("SS1306", "ss1306_bank_card", "RULE", True, "", ("", "", "", "long-number")),
    ("SS1307", "ss1307_secret", "RULE", True,
        "privatekey ghp gho ghu ghs ghr githubpat akia ltai agesecret"
        "key npm dckrpat akid aiza qyapi feishu sshpass mysql passcod"
        "e passphrase sk 密码 口令 password passwd pwd secretkey accesske"
        "y apikey clientsecret token bearer appsecret secretid author"
        "ization 密钥 私钥 授权码 pin码 账号 帐号 账户 用户名", ("", "", "", "token")),
    ("SS1308", "ss1308_travel_document", "RULE", True,
        "护照 通行证 回乡证 台胞证 证件号 旅行证 居留证 居留身份证 军官证 士兵证 士官证 文职干部证 警官证 passp"
        "ort 出生证 出生医学证明", None),
    ("SS1309", "ss1309_number_plate", "RULE", True, "", ("", "", "车牌 号牌 牌照 号车 军车 军牌 警车 武警 轿车 汽车", "plate")),
    ("SS1310", "ss1310_home_address", "RULE", True,
        "家庭住址 家庭地址 住址 户籍地址 户籍所在地 户口所在地 常住地址 居住地址 户籍住址 身份证地址 家住 现居 现住 "
        "居住地 户籍地 居住在 居住于 租住 暂住 姓名 户主 申请人 被征收人 权利人 监护人 学生 受助人 补助对象 救助对"
        "象 住 单元", ("", "", ",男 ,女 、男 、女 号) 室) 户)", "")),
    ("SS1311", "ss1311_list_of_people", "RULE", True,
        "姓名 低保对象 儿童 受助人 名字 学生 患者 户主 救助对象 申请人 申请者 病人 癌 尿毒症 白血病 艾滋 hiv "
        "肿瘤 精神分裂 精神障碍 精神病 癫痫 乙肝 肺结核 结核病 梅毒 抑郁症 脑瘫 残疾 肾衰竭 血友病 核酸阳性 智力障"
        "碍 孤儿 留守儿童 困境儿童 无人抚养儿童 低保 特困 救助 社区矫正 社区服刑 吸毒 戒毒 刑满释放 确诊病例 密切接"
        "触者 无症状感染者", ("岁", "", "", "")),
    ("SS1312", "attached", "PROPERTIES", False, "", None),
    ("SS1313", "attached", "HIDDEN", False, "", None),
    ("SS1314", "attached", "UNREAD", False, "", None),
    ("SS1315", "ss1315_chat_account", "RULE", True, "qq 扣扣 企鹅号 微信 威信 薇信 wechat weixin vx wx v信 加q 加v", None),
    ("SS1320", "ss1320_impossible_date", "RULE", True, "", ("午晨早晚年", "", "", "dates")),
    ("SS1321", "ss1321_weekday", "RULE", True, "", ("", "", "", "dates")),
    ("SS1322", "ss1322_date_of_document", "RULE", True, "", ("", "", "", "dates")),
    ("SS1323", "ss1323_table_totals", "RULE", True, "合计 总计 共计 总数 小计", None),
    ("SS1324", "ss1324_parts", "RULE", True, "其中 分别为 分别是 包括 分为", ("共计男不未农在正", "", "一是 一要", "")),
    ("SS1325", "ss1325_percentage", "RULE", True, "", ("%", "", "", "")),
    ("SS1326", "ss1326_shares", "RULE", True, "占比 比重 所占比例 构成比 结构 构成 比例", ("%:∶成", "", "", "")),
    ("SS1327", "ss1327_percentage_points", "RULE", True, "", ("%倍", "", "百分点", "")),
    ("SS1328", "ss1328_units", "RULE", True, "", ("", "",
        "元 平方公里 平方千米 公顷 亩 平方米 公里 千米 米 吨 公斤 千克 克 小时 分钟 万万 亿亿 千千 百百 亿万元"
        " 万元元 元元 元万元 元亿元 %% 公里里 平方平方 吨吨 亩亩 人人次", "")),
    ("SS1329", "ss1329_two_values", "RULE", True, "", ("", "", "共 累计 总 全年 全区 全镇 全县 全市 全街道 全乡 全村 全社区 全省 合计 达", "")),
    ("SS1330", "ss1330_document_number", "RULE", True, "", ("号〔", "", "", "")),
    ("SS1331", "ss1331_document_title", "RULE", True, "", ("号", "", "", "")),
    ("SS1332", "archive", "RULE", False, "", None),
    ("SS1333", "ss1333_change", "RULE", True, "", ("比较由从上去前同年番倍", "", "", "")),
    ("SS1334", "ss1334_days_and_ages", "RULE", True, "", ("月岁", "", "", "")),
    ("SS1335", "ss1335_table_columns", "RULE", True, "", ("", "", "增减 增长 增幅 增速 同比 环比 差额 增加 减少 率 占比 进度 完成 占", "")),
    ("SS1336", "ss1336_festival", "RULE", True, "", ("", "",
        "元旦 妇女节 植树节 国家安全教育日 读书日 劳动节 青年节 护士节 防灾减灾日 儿童节 环境日 爱眼日 土地日 禁毒日"
        " 建党节 建军节 教师节 国庆节 记者节 消防日 艾滋病日 交通安全日 宪法日 公祭日", "")),
    ("SS1340", "ss1340_order_of_leaders", "RULE", True, "", ("", "", "", "leaders")),
    ("SS1341", "ss1341_names_and_titles", "RULE", True,
        "书记 区长 县长 市长 主任 主席 部长 局长 镇长 乡长 常委 委员 同志 秘书长 政委 院长 检察长 处长 科长 所"
        "长 站长", ("", "", "", "titles leaders")),
    ("SS1501", "ss1501_disclosure", "RULE", True, "", None),
    ("SS1502", "ss1502_printed_note", "RULE", True, "此件 本件 此文件 本文件 公开属性 公开方式 公开类别 公开形式 信息公开选项 公开选项", None),
    ("SS1601", "ss1601_advertising", "RULE", True,
        "立即抢购 马上抢购 限时抢购 火热抢购 扫码下单 扫码购买 扫码抢购 点击购买 立即下单 立即购买 马上下单 加盟热线 "
        "招商加盟 诚招代理 招商热线 订购热线 抢购热线 购买热线 全网最低价 全网最低 史上最低价 跳楼价 清仓甩卖 买一送一"
        " 买一赠一 秒杀价 限时秒杀 加微信领取 加微信购买 无效退款 包治百病 药到病除 稳赚不赔 欢迎抢购 欢迎选购 欢迎订"
        "购 抢购从速 欲购从速 全场五折 全场特价 厂家直销 诚邀加盟 火热招商 火爆热销 限时特惠 限时优惠 扫码领红包 加微"
        "信咨询 点击下单 优惠价 折扣价 优惠大酬宾 促销活动 特价 团购价 售楼热线 加盟费 会员价", None),
    ("SS1602", "ss1602_raw_html", "RULE", True, "", ("", "", "", "markup")),
    ("SS1603", "ss1603_deceptive_link", "RULE", True, "script data file blob viewsource http", ("", "", "", "targets")),
    ("SS1604", "ss1604_links_and_pictures", "RULE", True, "", ("", "", "", "targets")),
    ("SS1605", "ss1605_outside_link", "RULE", True, "", ("", "", "", "targets")),
    ("SS1608", "ss1608_paired_marks", "RULE", True, "", ("", "“”〈〉《》「」『』【】〔〕（", "", "")),
    ("SS1609", "ss1609_personal_tone", "RULE", True,
        "我认为 我觉得 我个人认为 我个人觉得 本人认为 本人觉得 个人认为 个人觉得 个人观点 笔者认为 笔者以为 小编认为 "
        "小编觉得 在我看来 依我看 恕我直言 说句心里话 不吐不快 仅代表个人 窃以为 依我之见 以我之见 我个人的看法 本人看"
        "来 小编给大家 小编为大家 小编带你 小编带大家 跟着小编 小编整理 你懂的 众所周知的原因 不用我说 太气人了 气死人"
        " 气死我了 令人作呕 太恶心了 简直不要脸 无耻至极 太可怕了 我的天哪 天理何在 呵呵哒 呵哒 笑死人 太牛了 爽歪歪"
        " 爽歪 开心到飞起 泪目了 泪奔了 惊呆了 美哭了 好吃到哭 太棒了 太棒啦 棒棒哒 棒哒 太离谱 离谱了 太过分了 气"
        "炸了 简直了 爱了爱了 绝了绝了 无语死了 心塞 好激动 太激动了 太开心了 太感动了 真是醉了 太可恶 真可恶 岂有此"
        "理 太赞了 太给力 真给力 我很生气 我很愤怒 令人愤慨 气愤不已 嗨翻 嗨爆 真牛 厉害了我的 不得不说这 你还在等什"
        "么 还等什么 赶快来吧 快来看看吧 快来看吧 快来围观 快快行动起来吧 快行动起来吧 美爆了 帅呆了 酷毙了 逆天了 亮"
        "瞎 丧尽天良 丧心病狂 令人发指 禽兽不如 厚颜无耻 恬不知耻 黑心商家 无良商家 黑心老板 人渣 败类 刁民 懒汉 泼"
        "妇 无赖之徒 穷山恶水 愚昧无知 真是没想到 谢天谢地 yyds yds 绝绝子 绝子 奥利给 芭比q 蓝瘦香菇 栓q "
        "xswl awsl u1s1 zqsg 笑不活了 集美们 家人们谁懂 谁懂啊 冲鸭 给力哦 老铁们 宝宝们 宝们 亲们 "
        "么么哒 么哒 肿么 神马都是浮云 有木有 灰常 酱紫 造吗 杯具了 真香定律 吃瓜群众 躺赢 王炸来了 太顶了 狠狠拿捏"
        " 狠拿捏 拿捏了 破防了 整emo emo了 摆烂 硬核操作 小伙伴们快 小伙伴们速 小伙伴们看 各位小伙伴 宝子们 打"
        "call 打cal 盘它 安排上了 冲冲冲 冲 干货满满 干货满 划重点啦 敲黑板 太香了 破大防 蚌埠住了 尊嘟假嘟 "
        "泰裤辣 显眼包 咱就是说 俺们 吐槽一下 笑哭 给力啊 666啊 6啊 点赞收藏 一键三连 求扩散 速转 震惊了 重磅来"
        "袭 福利来啦 福利来了 手慢无 赶紧上车 这波操作 太秀了 太给劲 牛哇 真香 杠杠的 杠的 妥妥的 妥的 棒呆 萌萌哒"
        " 萌哒 嗨起来 约起来", (
        "!?~哈呜嘻h😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔😕😖😗😘😙😚😛😜😝😞😟😠😡😢😣😤😥😦😧😨😩😪😫😬😭😮😯😰😱😲😳😴"
        "😵😶😷😸😹😺😻😼😽😾😿🙀🙁🙂🙃🙄🤣🤩🥰🥱🥲🥳🥴🥵🥶🥷🥸🥹🥺", "", "", "")),
    ("SS1610", "ss1610_number_style", "RULE", True, "", ("年",
        "!\"%',.0:;?Oo—℃、《「『上以余千多左年月百零＂％＇（）０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱ"
        "ＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ", "。。 ,, ;; 、、 、。 、, 、; ,。 ,、 ,; :: 、等", "")),
    ("SS1611", "ss1611_heading_sequence", "RULE", True, "", ("、(.", "①", "二是 三是 二要 三要 其二 其三 第二 第三", "")),
    ("SS1612", "ss1612_foreign_markup", "RULE", True, "", ("^{[", "", "== --8<-- $$", "")),
    ("SS1801", "ss1801_reprint_source", "RULE", True, "", None),
    ("SS1802", "ss1802_source_not_listed", "RULE", True, "", ("", "", "", "reprint")),
    ("SS1803", "ss1803_reprint_kept_true", "RULE", True, "", ("", "", "", "reprint")),
    ("SS1804", "reprint", "RULE", False, "", None),
    ("SS1805", "ss1805_undeclared_reprint", "RULE", True, "来源 转自 转载自 摘自 原载 稿源 新华社 中新社 中新网 人民网 央视网 央广网 光明网", None),
    ("SS2207", "ss2207_file_kind", "RULE", True, "", ("", "", "", "targets")),
    ("SS2208", "attached", "UNREADABLE", False, "", None),
    ("SS2209", "attached", "MISNAMED", False, "", None),
    ("SS2210", "attached", "ACTIVE", False, "", None),
    ("SS2301", "reported", "TAKEDOWN", False, "", None),
    ("SS3201", "ss3201_back_office_address", "RULE", True, "", ("", "", ":// 后台 localhost 192 172. 10. 127.", "")),
)
