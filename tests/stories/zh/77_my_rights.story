# Every right over his own data, in the chat: each is granted, or refused with its reason.
# rules: SAFE-4 SAFE-5 CON-5 CON-10
C> 我的信息
B> 没有保存您的手机号
B> 投诉和咨询：没有
C> 谁有我的号码
B> 现在没有人可以用您的号码
B> 没有提供给任何第三方
C> 谁看过我的号码
B> 没有人看过您的完整号码
C> 改手机号
B> 我们没有保存您的手机号
C> 删掉我的手机号
B> 我们没有保存您的手机号
C> 恢复资料
B> 没有可以撤回的删除申请
C> 什么是洗车提醒
B> 没有“洗车提醒”这个用途
B> 不会为此联系您
C> 什么是保养提醒
B> 保养提醒：到保养时间时提醒您。由售后部使用
@telegram C> 导出我的信息
@telegram B> 一份给您看，一份给程序读
S> cases == 0 and ledger == []
C> 空调突然不制冷
C> 不会
C> 谁有我的号码
B> 现在没有人可以用您的号码
B> 接着刚才的问题
S> step == 'when'
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
C> 可以留电话
C> 1
C> 13800138000
S> phones == ['+8613800138000']
R> aftersales.1 li: /联系 A001 投诉处理
O> aftersales.1 可以联系
C> 我的信息
B> 手机号：138****8000
B> 用您的号码联系过您：1次
B! 13800138000
C> 谁看过我的号码
B> 售后部工号01，电话，投诉处理 TS20250312-0001
C> 谁有我的号码
B> 售后部：投诉处理
C> 改手机号
B> 先选新号码可以用在哪里，再发新号码，到时删除原来的138****8000
B! 短信和电话用您留过的
C> 不留
B> 没问题
S> phones == ['+8613800138000'] and consent('complaint', 'call') == 'given'
C> 换个手机号
C> 嗯嗯那个
B! 短信和电话用您留过的
C> 1
B> 请发手机号
C> 13900139000
B> 已记下号码139****9000。同意：投诉处理（电话）
S> phones == ['+8613900139000'] and consent('complaint', 'call') == 'given'
C> 你们存了我什么信息
B> 手机号：139****9000
C> 请把我的资料都删掉
B> 已停止对您的一切联系
B> 正在处理的TS20250312-0001办结之前
B> 24小时内可以反悔
S> phones == ['+8613900139000']
C> 确认删除
B> 除了TS20250312-0001的处理，任何人不能联系您
R> aftersales.1 li: /联系 A001 投诉处理
O> aftersales.1 客户已删除资料
C> 恢复资料
B> 已恢复，您的资料都还在
S> phones == ['+8613900139000']
C> 限制使用我的信息
B> 已停止对您的一切联系，现在就生效
S> consent('complaint', 'call') == 'withdrawn'
R> aftersales.1 li: /联系 A001 投诉处理
O> aftersales.1 撤回了同意
