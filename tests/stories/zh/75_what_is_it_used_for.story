# 电话将用于哪些场景, at any moment: every purpose with who, how, how long, who else and how it stands.
# rules: CON-5 CON-10
C> 电话将用于哪些场景
B> 处理者：星驰4S店（电话0571-0000000）
B> · 投诉处理：处理您的投诉时联系您；综合部用聊天消息、短信、电话；保存：结案后 30 天；不提供给第三方；没有选择，视为不同意
B> 其余用途没有您的选择
B> 优惠与车型推送
B> 退订
S> cases == 0 and ledger == []
C> 我想试驾
C> 我的号码会用在什么地方
B> · 试驾预约：确认和变更您的试驾预约；销售部用聊天消息、短信、电话；保存：试驾后 30 天；不提供给第三方；没有选择，视为不同意
B> 想试哪款车
S> conversation == 'enquiry' and step == 'model'
C> 跳过
C> 跳过
C> 1
S> grants == [('testdrive_booking', 'chat')]
C> 手机号用于哪些用途
B> 聊天消息同意
S> len(grants) == 1
C> 你们把我的信息给了谁
B> 没有提供给任何第三方
C> 人工
S> held
C> 电话将用于哪些场景
B> 聊天消息同意
S> held
