# He links his two chats, follows his complaint in both, gets his answers where he wrote last, and parts them.
# rules: CON-1 CON-6 STAFF-3
C> 刹车有异响
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 没有
C> 提交
B> TS20250312-0001
S> complaints == 1 and spoken_of_here
C2> 进度
B2> 没有查到您的投诉
C2> 关联账号
B2> 关联码
B2> 不要发给别人
S2> not linked
C> 关联码 {code}
B> 算同一位客户
B> “同意”只在原来那边算
S> not linked
C> [press 确认关联]
B> 已关联您的
B2> 两个聊天现在算同一位客户
S> linked
S2> linked and complaints == 0
O> aftersales.1 同一位客户
C2> 进度
B2> TS20250312-0001
C2> 昨天又响了
O> aftersales.1 昨天又响了
O> aftersales.1 以后的答复发到那里
S> not spoken_of_here
R> aftersales.1 li: /r A001 请周三过来
B2> 工号01：请周三过来
B> ∅
X> restart
C> 周三可以
S> spoken_of_here
R> aftersales.1 li: /r A001 好的，周三见
B> 好的，周三见
B2> ∅
C2> 解除关联
B2> 已解除和
B> 解除了关联
S> not linked
S2> not linked
C2> 进度
B2> 没有查到您的投诉
