# 93 A trouble told while a number is being left reaches the case; the question stands, and is explained with its list.
# rules: CMP-2 CON-5
C> 空调不制冷
C> 不会
C> 提交
C> 提交
C> 留电话
C> 为什么
B> 号码用在哪里由您决定
@wechat B> 1 投诉处理（电话）
S> conversation == 'number' and step == 'consents'
C> 车门也关不上了
B> 已转给处理TS20250312-0001的同事
@wechat B> 请回复同意的编号
O> aftersales.1 车门也关不上了
S> conversation == 'number' and grants == []
C> 1
C> 方向盘也抖
B> 号码还留的话，请发手机号
O> aftersales.1 方向盘也抖
S> step == 'phone'
C> 13800138000
S> grants == [('complaint', 'call')]
T> +PT1M
C> 留电话
@wechat B> 不另外要号码。\n1 投诉处理（电话）
S> conversation == 'number'
C> 我再想想
B> 以后想留随时回复“留电话”
S> conversation == 'idle'
C> 找你们经理来
B> 已请处理TS20250312-0001的同事在这里回复您
S> held
